"""Writes reference.json: what NumPy draws and what the NNFS data functions give, for the tests beside this file.

Usage: python reference.py && biome format --write reference.json   (needs NumPy)
The legacy stream is the same in every version; this file was made with NumPy 2.4.

The data functions are written here from their definitions in the NNFS book. `nnfs.init()` makes `randn` return
float32 and new arrays float32; here that is explicit. Numbers are written as the hexadecimal digits of their
big-endian bytes, so that no digit is lost; long arrays as ten of their rows and the SHA-256 of the whole.
"""

import hashlib
import json
from pathlib import Path

import numpy as np


def randn32(stream, *shape):
    return stream.randn(*shape).astype(np.float32)


def spiral(stream, samples, classes):
    x = np.zeros((samples * classes, 2), dtype=np.float32)
    for c in range(classes):
        r = np.linspace(0.0, 1, samples)
        t = np.linspace(c * 4, (c + 1) * 4, samples) + randn32(stream, samples) * np.float32(0.2)
        x[samples * c : samples * (c + 1)] = np.c_[r * np.sin(t * 2.5), r * np.cos(t * 2.5)]
    return x


def vertical(stream, samples, classes):
    x = np.zeros((samples * classes, 2), dtype=np.float32)
    for c in range(classes):
        first = randn32(stream, samples) * np.float32(0.1) + np.float32(c / 3)
        second = randn32(stream, samples) * np.float32(0.1) + np.float32(0.5)
        x[samples * c : samples * (c + 1)] = np.c_[first, second]
    return x


def packed(a):
    big = a.astype(a.dtype.newbyteorder(">"))
    every = max(1, len(a) // 10)
    return {"every": every, "rows": [big[i : i + 1].tobytes().hex() for i in range(0, len(big), every)], "sha256": hashlib.sha256(big.tobytes()).hexdigest()}


def streams():
    for seed in [0, 1, 42, 2**31, 2**32 - 1]:
        uniform = np.random.RandomState(seed).rand(1500)
        normal = np.random.RandomState(seed).randn(1500)
        mixed = np.random.RandomState(seed)
        both = np.array([mixed.randn(), mixed.rand(), mixed.randn(), mixed.randn(), mixed.rand(), mixed.rand(), mixed.randn()])
        yield {
            "seed": seed,
            "uniform": packed(uniform),
            "normal": packed(normal.astype(np.float32)),
            "mixed": packed(both.astype(np.float32)),
        }


CASES = [(0, 100, 3), (1, 100, 3), (7, 100, 2), (42, 57, 4), (3, 250, 5), (123456, 100, 6), (9, 1, 3), (11, 2, 2), (5, 1000, 3)]


def datasets():
    for make in (spiral, vertical):
        for seed, samples, classes in CASES:
            x = make(np.random.RandomState(seed), samples, classes)
            yield {"data": make.__name__, "seed": seed, "samplesPerClass": samples, "classes": classes, **packed(x)}


def problems():
    """The initial weights of the NNFS network: after `skip` normals and the data, 0.01·randn for each dense layer."""
    for data, seed, skip, samples, classes, hidden in [("spiral", 0, 0, 100, 3, 64), ("spiral", 0, 2480, 100, 3, 64), ("vertical", 5, 3, 40, 4, 16)]:
        stream = np.random.RandomState(seed)
        stream.randn(skip)
        x = {"spiral": spiral, "vertical": vertical}[data](stream, samples, classes)
        w1 = np.float32(0.01) * randn32(stream, 2, hidden)
        w2 = np.float32(0.01) * randn32(stream, hidden, classes)
        hashes = {name: packed(a)["sha256"] for name, a in {"x": x, "w1": w1, "w2": w2}.items()}
        yield {"options": dict(data=data, seed=seed, skip=skip, samplesPerClass=samples, classes=classes, hidden=hidden), **hashes}


reference = {"streams": list(streams()), "datasets": list(datasets()), "problems": list(problems())}
Path(__file__).with_name("reference.json").write_text(json.dumps(reference, indent=1) + "\n")
