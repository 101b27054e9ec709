"""Writes scaling.json: scikit-learn's StandardScaler and MinMaxScaler, fitted to some samples and applied to others."""

import json
import pathlib

import numpy as np
import sklearn
from sklearn.preprocessing import MinMaxScaler, StandardScaler

g = np.random.RandomState(3)
# A year, a length, what does not vary, and what is small.
draw = lambda samples: np.stack(
    [g.randint(1990, 2025, samples), 5 + g.randn(samples), np.full(samples, 0.1), 1e-6 * g.rand(samples)], 1
).astype("f4")  # fmt: skip
train, test = draw(20), draw(4)
test[0, 2] = 0.5


def scaled(scaler):
    scaler.fit(train.astype("f8"))
    return {"train": scaler.transform(train.astype("f8")).tolist(), "test": scaler.transform(test.astype("f8")).tolist()}


images = g.randn(6, 2, 3, 3).astype("f4")
images[:, 1] = 10 * images[:, 1] + 3
by_channel = images.astype("f8").transpose(0, 2, 3, 1).reshape(-1, 2)
standardized = StandardScaler().fit_transform(by_channel).reshape(6, 3, 3, 2).transpose(0, 3, 1, 2)

out = {
    "sklearn": sklearn.__version__,
    "train": train.tolist(),
    "test": test.tolist(),
    "standardize": scaled(StandardScaler()),
    "minMaxScale": scaled(MinMaxScaler()),
    "minMaxScale [-1, 1]": scaled(MinMaxScaler((-1, 1))),
    "images": images.ravel().tolist(),
    "standardizedImages": standardized.ravel().tolist(),
}
pathlib.Path(__file__).with_name("scaling.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
