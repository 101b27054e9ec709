"""The arrays of arrays.ts, and batches of the shapes of problems.ts."""

import numpy as np


def step_arrays(size):
    i = np.arange(size)
    return ((i % 1013 - 506) / 1000).astype(np.float32), ((i % 1009 - 504.5) / 1000).astype(np.float32)


def training_arrays(problem):
    """x, y, and the layers' weights and biases. Their values are others than JavaScript's: time does not depend on them."""
    batch, inputs, hidden, outputs = (problem[key] for key in ("batch", "inputs", "hidden", "outputs"))
    random = np.random.RandomState(0)
    x = random.randn(batch, inputs).astype(np.float32)
    y = np.arange(batch) % outputs
    weights = [
        (0.01 * random.randn(inputs, hidden)).astype(np.float32),
        np.zeros(hidden, np.float32),
        (0.01 * random.randn(hidden, outputs)).astype(np.float32),
        np.zeros(outputs, np.float32),
    ]
    return x, y, weights
