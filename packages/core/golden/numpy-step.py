"""Writes numpy-step.json: forward and backward of inputs-hidden-classes networks as the notebook's NumPy does them.

Float32 at each operation; matrix products in float64, rounded once; exp and log are the C library's expf and logf.
"""

import ctypes
import json
import pathlib

import numpy as np

libm = ctypes.CDLL("libm.so.6")


def elementwise(name):
    f = libm[name]
    f.restype, f.argtypes = ctypes.c_float, [ctypes.c_float]
    return np.vectorize(lambda v: np.float32(f(float(v))), otypes=[np.float32])


exp, log = elementwise("expf"), elementwise("logf")


def dot(a, b):
    return np.dot(a.astype("f8"), b.astype("f8")).astype("f4")


def step(samples, hidden, classes):
    g = np.random.RandomState(samples)
    f32 = lambda *shape: g.randn(*shape).astype("f4")
    x, y = f32(samples, 2), g.randint(0, classes, samples)
    w1, b1, w2, b2 = f32(2, hidden), f32(1, hidden), f32(hidden, classes), f32(1, classes)
    z1 = dot(x, w1) + b1
    a1 = np.maximum(0, z1)
    z2 = dot(a1, w2) + b2
    e = exp(z2 - np.max(z2, axis=1, keepdims=True))
    p = e / np.sum(e, axis=1, keepdims=True)
    clipped = np.clip(p, np.float32(1e-7), np.float32(1 - 1e-7))
    loss = np.mean(-log(clipped[range(samples), y]))
    dz2 = p.copy()
    dz2[range(samples), y] -= 1
    dz2 = dz2 / np.float32(samples)
    dz1 = dot(dz2, w2.T)
    dz1[z1 <= 0] = 0
    arrays = {
        "x": x, "w1": w1, "b1": b1, "w2": w2, "b2": b2, "p": p,
        "dw1": dot(x.T, dz1), "db1": np.sum(dz1, axis=0, keepdims=True),
        "dw2": dot(a1.T, dz2), "db2": np.sum(dz2, axis=0, keepdims=True), "dx": dot(dz1, w1.T),
    }  # fmt: skip
    numbers = {name: a.astype("f8").ravel().tolist() for name, a in arrays.items()}
    shape = {"samples": samples, "hidden": hidden, "classes": classes}
    return {**shape, "y": y.tolist(), "loss": float(loss), **numbers}


steps = [step(30, 8, 3), step(20, 1, 2), step(12, 5, 11), step(150, 2, 2)]
out = {"numpy": np.__version__, "steps": steps}
pathlib.Path(__file__).with_name("numpy-step.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
