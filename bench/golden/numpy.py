"""Writes numpy.json: what NumPy makes of training cells that the seed notebook does not have, for src/nnfs.test.ts.

Usage: python numpy.py          writes the file (needs NumPy 1.24 or later, and glibc)
       python numpy.py '{...}'  prints the rows and weights of one such case, in JSON and unrounded

Written from the classes of the NNFS book, as they are in the notebook, with none of Downhill's code. `nnfs.init()`
makes `randn` and `zeros` float32, and `dot` upcast to float64 and round to float32: here that is explicit.
Everything else is NumPy's float32, a Python float taking an array's type where it meets one.

The softmax's exp is the C library's expf, which is what NumPy's was on the notebook's machine: on a CPU with AVX-512,
NumPy's own float32 exp is another function, and the trajectories part within hundreds of epochs.
"""

import ctypes
import ctypes.util
import hashlib
import json
import sys
from pathlib import Path

# This file is called numpy.py: it must not find itself.
sys.path = [p for p in sys.path if Path(p).resolve() != Path(__file__).resolve().parent]
import numpy as np  # noqa: E402

libm = ctypes.CDLL(ctypes.util.find_library("m"))
libm.expf.restype, libm.expf.argtypes = ctypes.c_float, [ctypes.c_float]


def expf(a):
    return np.fromiter(map(libm.expf, a.ravel().tolist()), np.float32, a.size).reshape(a.shape)


def dot(a, b):
    return np.dot(a.astype("float64"), b.astype("float64")).astype("float32")


def randn(stream, *shape):
    return stream.randn(*shape).astype("float32")


def spiral(stream, samples, classes):
    x = np.zeros((samples * classes, 2), dtype="float32")
    for c in range(classes):
        ix = range(samples * c, samples * (c + 1))
        r = np.linspace(0.0, 1, samples)
        t = np.linspace(c * 4, (c + 1) * 4, samples) + randn(stream, samples) * 0.2
        x[ix] = np.c_[r * np.sin(t * 2.5), r * np.cos(t * 2.5)]
    return x


def vertical(stream, samples, classes):
    x = np.zeros((samples * classes, 2), dtype="float32")
    for c in range(classes):
        ix = range(samples * c, samples * (c + 1))
        x[ix] = np.c_[randn(stream, samples) * 0.1 + c / 3, randn(stream, samples) * 0.1 + 0.5]
    return x


class Dense:
    def __init__(self, stream, inputs, units):
        self.weights = 0.01 * randn(stream, inputs, units)
        self.biases = np.zeros((1, units), dtype="float32")

    def forward(self, inputs):
        self.inputs = inputs
        self.output = dot(inputs, self.weights) + self.biases

    def backward(self, dvalues):
        self.dweights = dot(self.inputs.T, dvalues)
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        self.dinputs = dot(dvalues, self.weights.T)


class ReLU:
    def forward(self, inputs):
        self.inputs = inputs
        self.output = np.maximum(0, inputs)

    def backward(self, dvalues):
        self.dinputs = dvalues.copy()
        self.dinputs[self.inputs <= 0] = 0


class SoftmaxCrossEntropy:
    def forward(self, inputs, y):
        exps = expf(inputs - np.max(inputs, axis=1, keepdims=True))
        self.output = exps / np.sum(exps, axis=1, keepdims=True)
        clipped = np.clip(self.output, 1e-7, 1 - 1e-7)
        return np.mean(-np.log(clipped[range(len(y)), y]))

    def backward(self, y):
        samples = len(y)
        self.dinputs = self.output.copy()
        self.dinputs[range(samples), y] -= 1
        self.dinputs = self.dinputs / samples


class Optimizer:
    """Keeps arrays of zeros beside each parameter, and the rate as the notebook's classes do."""

    def __init__(self, lr, decay):
        self.lr = self.current_lr = lr
        self.decay = decay
        self.iterations = 0
        self.arrays = {}

    def step(self, layers):
        if self.decay:
            self.current_lr = self.rate()
        for i, layer in enumerate(layers):
            for name in ("weights", "biases"):
                w = getattr(layer, name)
                s = self.arrays.setdefault((i, name), [np.zeros_like(w), np.zeros_like(w)])
                self.update(w, getattr(layer, "d" + name), s)
        self.iterations += 1

    def rate(self):
        return self.lr / (1 + self.decay * self.iterations)


class SGD(Optimizer):
    def __init__(self, lr=1.0, decay=0.0, momentum=0.0):
        super().__init__(lr, decay)
        self.momentum = momentum

    def update(self, w, g, s):
        if self.momentum:
            s[0] = self.momentum * s[0] - self.current_lr * g
            w += s[0]
        else:
            w += -self.current_lr * g


class Adagrad(Optimizer):
    def __init__(self, lr=1.0, decay=1e-4, eps=1e-7):
        super().__init__(lr, decay)
        self.eps = eps

    def update(self, w, g, s):
        s[0] += g**2
        w += -self.current_lr * g / (np.sqrt(s[0]) + self.eps)


class RMSProp(Optimizer):
    def __init__(self, lr=0.02, decay=1e-5, eps=1e-7, rho=0.999):
        super().__init__(lr, decay)
        self.eps, self.rho = eps, rho

    def update(self, w, g, s):
        s[0] = self.rho * s[0] + (1 - self.rho) * g**2
        w += -self.current_lr * g / (np.sqrt(s[0]) + self.eps)


class Adam(Optimizer):
    def __init__(self, lr=0.02, decay=1e-5, eps=1e-7, beta1=0.9, beta2=0.999):
        super().__init__(lr, decay)
        self.eps, self.beta1, self.beta2 = eps, beta1, beta2

    def rate(self):
        return self.lr * (1.0 / (1.0 + self.decay * self.iterations))

    def update(self, w, g, s):
        s[0] = self.beta1 * s[0] + (1 - self.beta1) * g
        m_hat = s[0] / (1 - self.beta1 ** (self.iterations + 1))
        s[1] = self.beta2 * s[1] + (1 - self.beta2) * g**2
        v_hat = s[1] / (1 - self.beta2 ** (self.iterations + 1))
        w += -self.current_lr * m_hat / (np.sqrt(v_hat) + self.eps)


OPTIMIZERS = {"sgd": SGD, "adagrad": Adagrad, "rmsprop": RMSProp, "adam": Adam}


def train(optimizer, hyper, epochs, every, data="spiral", samplesPerClass=100, classes=3, hidden=64, seed=0, skip=0):
    stream = np.random.RandomState(seed)
    stream.randn(skip)
    x = {"spiral": spiral, "vertical": vertical}[data](stream, samplesPerClass, classes)
    y = np.repeat(np.arange(classes), samplesPerClass)
    layers = [Dense(stream, 2, hidden), Dense(stream, hidden, classes)]
    relu, loss = ReLU(), SoftmaxCrossEntropy()
    stepper = OPTIMIZERS[optimizer](**hyper)
    rows = []
    for epoch in range(epochs):
        layers[0].forward(x)
        relu.forward(layers[0].output)
        layers[1].forward(relu.output)
        value = loss.forward(layers[1].output, y)
        accuracy = np.mean(np.argmax(loss.output, axis=1) == y)
        if epoch % every == 0:
            rows.append([epoch, float(accuracy), float(value), stepper.current_lr])
        loss.backward(y)
        layers[1].backward(loss.dinputs)
        relu.backward(layers[1].dinputs)
        layers[0].backward(relu.dinputs)
        stepper.step(layers)
    arrays = {}
    for i, layer in enumerate(layers, 1):
        arrays[f"layer{i}"], arrays[f"layer{i}Biases"] = layer.weights, layer.biases
    return rows, arrays


def case(optimizer, epochs, every, problem, **hyper):
    return {"optimizer": optimizer, "hyper": hyper, "epochs": epochs, "every": every, "problem": problem}


# Row sums of 8 classes or more are in another order than those of fewer; 1 unit or class is an edge.
CASES = [
    case("sgd", 1500, 100, dict(seed=7), lr=1.0, decay=1e-3, momentum=0.9),
    case("sgd", 1000, 100, dict(seed=1, samplesPerClass=50, classes=2, hidden=3), lr=0.5, decay=1e-4),
    case("sgd", 1000, 100, dict(data="vertical", seed=42, classes=4, hidden=16), lr=0.8, decay=1e-2, momentum=0.5),
    case("sgd", 10001, 1000, dict(seed=12345, samplesPerClass=30, hidden=16), lr=1.0, decay=1e-4, momentum=0.9),
    case("adagrad", 1000, 50, dict(seed=42, skip=620)),
    case("adagrad", 500, 100, dict(seed=12345, samplesPerClass=30, classes=9, hidden=100), lr=0.5, decay=1e-3),
    case("adagrad", 500, 100, dict(data="vertical", seed=1, samplesPerClass=50, classes=5, hidden=8, skip=17)),
    case("rmsprop", 1000, 100, dict(seed=1, samplesPerClass=50, classes=4)),
    case("rmsprop", 600, 100, dict(data="vertical", seed=7, classes=2, hidden=8), lr=0.01, decay=1e-3, rho=0.9),
    case("adam", 1000, 100, dict(seed=1)),
    case("adam", 700, 100, dict(data="vertical", seed=42, samplesPerClass=50, classes=9, hidden=16, skip=1)),
    case("adam", 500, 100, dict(seed=7, samplesPerClass=30, classes=17, hidden=100)),
    case("adam", 10001, 1000, dict(seed=12345, samplesPerClass=50, classes=2, hidden=8), lr=0.05, decay=5e-7, beta1=0.8, beta2=0.99, eps=1e-8),
    case("adam", 300, 50, dict(seed=42, samplesPerClass=7, classes=1, hidden=1)),
    # At first some logits differ by less than their probabilities show, so that another class wins.
    case("adam", 50, 1, dict(seed=32)),
    case("rmsprop", 50, 1, dict(seed=24, classes=2, hidden=3)),
]


def golden(case):
    rows, arrays = train(case["optimizer"], case["hyper"], case["epochs"], case["every"], **case["problem"])
    weights = {name: hashlib.sha256(a.astype("<f4").tobytes()).hexdigest() for name, a in arrays.items()}
    printed = [[epoch, f"{accuracy:.3f}", f"{loss:.3f}", lr] for epoch, accuracy, loss, lr in rows]
    return {**case, "rows": printed, "weights": weights}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        c = json.loads(sys.argv[1])
        rows, arrays = train(c["optimizer"], c["hyper"], c["epochs"], c["every"], **c["problem"])
        print(json.dumps({"rows": rows, "weights": {k: a.ravel().tolist() for k, a in arrays.items()}}))
    else:
        about = "made by numpy.py: rows as the notebook prints them (epoch, accuracy, loss, rate), SHA-256 of the final weights"
        cases = ",\n".join(json.dumps(golden(c)) for c in CASES)
        text = f'{{"about": {json.dumps(about)}, "numpy": "{np.__version__}", "cases": [\n{cases}\n]}}\n'
        Path(__file__).with_name("numpy.json").write_text(text)
