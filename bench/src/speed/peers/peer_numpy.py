"""NumPy on one thread, written as the notebook writes it: training with Adam."""

import numpy as np
from data import training_arrays


def step(subject, job):
    return "NumPy trains only", None


def train(subject, job):
    if job["optimizer"] != "adam":
        return "written for Adam only", None
    if any(len(shape) > 2 for shape in job["problem"]["parameters"]):
        return "written for dense layers only", None
    x, y, weights = training_arrays(job["problem"])
    hyper = {key: np.float32(value) for key, value in job["hyper"].items()}
    lr, beta1, beta2, eps = (hyper[key] for key in ("lr", "beta1", "beta2", "eps"))
    w1, b1, w2, b2 = weights
    moments = [(np.zeros_like(w), np.zeros_like(w)) for w in weights]
    rows = np.arange(len(x))
    t = 0

    def run(steps):
        nonlocal t
        for _ in range(steps):
            z1 = x @ w1 + b1
            a1 = np.maximum(z1, 0)
            z2 = a1 @ w2 + b2
            e = np.exp(z2 - z2.max(axis=1, keepdims=True))
            p = e / e.sum(axis=1, keepdims=True)
            -np.log(p[rows, y]).mean()

            dz2 = p
            dz2[rows, y] -= 1
            dz2 /= len(x)
            dz1 = dz2 @ w2.T
            dz1[z1 <= 0] = 0
            gradients = (x.T @ dz1, dz1.sum(axis=0), a1.T @ dz2, dz2.sum(axis=0))

            t += 1
            correction1, correction2 = np.float32(1 - beta1**t), np.float32(1 - beta2**t)
            for w, g, (m, v) in zip(weights, gradients, moments):
                m *= beta1
                m += (1 - beta1) * g
                v *= beta2
                v += (1 - beta2) * g * g
                w -= lr * (m / correction1) / (np.sqrt(v / correction2) + eps)

    return f"NumPy {np.__version__}, one thread", run
