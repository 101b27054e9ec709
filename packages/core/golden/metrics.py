"""Writes metrics.json: scikit-learn's metrics of classes, binary outputs and values, with and without sample weights."""

import json
import pathlib

import numpy as np
import sklearn
from sklearn import metrics as sk

g = np.random.RandomState(5)
f32 = lambda *shape: g.randn(*shape).astype("f4")

SAMPLES, CLASSES = 37, 5
weights = np.round(g.rand(SAMPLES) * 4) / 2  # some are 0

# Class 3 is said and never is; class 4 neither is nor is said.
labels = g.randint(0, 3, SAMPLES)
logits = f32(SAMPLES, CLASSES)
logits[np.arange(SAMPLES), labels] += 1
logits[:, 4] = -9

yes, z = g.randint(0, 2, SAMPLES), f32(SAMPLES, 1)
several, zs = g.randint(0, 2, (SAMPLES, 3)), f32(SAMPLES, 3)
several[:, 2], zs[:, 2] = 0, -1  # never is, never said

targets, outputs = f32(SAMPLES, 3), f32(SAMPLES, 3)
targets[:, 0] += 1000
outputs[:, 0] = targets[:, 0] + f32(SAMPLES) / 2
targets[:, 2] = 7
one_met = outputs.copy()
one_met[:, 2] = 7

SCORES = {"precision": sk.precision_score, "recall": sk.recall_score, "f1Score": sk.f1_score}


def plain(value):
    return value.tolist() if isinstance(value, np.ndarray) else float(value)


def by_class(actual, said, averages, every, **kwargs):
    return {
        name: {
            average: plain(
                score(
                    actual, said, average=None if average == "none" else average, zero_division=0.0,
                    **({"labels": every} if average == "none" else {}), **kwargs,
                )
            )
            for average in averages
        }
        for name, score in SCORES.items()
    }  # fmt: skip


def classes(weight):
    said = logits.argmax(1)
    every = np.arange(CLASSES)
    matrix = lambda normalize: plain(
        sk.confusion_matrix(labels, said, labels=every, normalize=normalize, sample_weight=weight)
    )
    return {
        "topK": [
            plain(sk.top_k_accuracy_score(labels, logits, k=k, labels=every, sample_weight=weight)) for k in (1, 2, 3, 4)
        ],
        "confusion": {str(n): matrix(n) for n in (None, "true", "pred", "all")},
        **by_class(labels, said, ["macro", "micro", "weighted", "none"], every, sample_weight=weight),
    }


def binary(weight):
    said = (z[:, 0] > 0).astype(int)
    return {
        "confusion": plain(sk.confusion_matrix(yes, said, sample_weight=weight)),
        **by_class(yes, said, ["binary"], None, sample_weight=weight),
    }


def columns(weight):
    said = (zs > 0).astype(int)
    return by_class(several, said, ["macro", "micro", "weighted", "none"], None, sample_weight=weight)


def values(weight):
    average = {"uniform": "uniform_average", "variance": "variance_weighted", "none": "raw_values"}
    score = lambda y, how: plain(
        sk.r2_score(targets.astype("f8"), y.astype("f8"), multioutput=how, sample_weight=weight)
    )
    return {
        "r2": {name: score(outputs, how) for name, how in average.items()},
        "met": {name: score(one_met, how) for name, how in average.items()},
    }


def both(make):
    return {"plain": make(None), "weighted": make(weights)}


out = {
    "sklearn": sklearn.__version__,
    "weights": plain(weights),
    "labels": plain(labels),
    "logits": plain(logits),
    "classes": both(classes),
    "yes": plain(yes),
    "z": plain(z),
    "binary": both(binary),
    "several": plain(several),
    "zs": plain(zs),
    "columns": both(columns),
    "targets": plain(targets),
    "outputs": plain(outputs),
    "oneMet": plain(one_met),
    "values": both(values),
}
pathlib.Path(__file__).with_name("metrics.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
