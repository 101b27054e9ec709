"""The arrays of arrays.ts, and batches of the shapes of problems.ts."""

import numpy as np


def step_arrays(size):
    i = np.arange(size)
    return ((i % 1013 - 506) / 1000).astype(np.float32), ((i % 1009 - 504.5) / 1000).astype(np.float32)


def training_arrays(problem):
    """x, y, weights and biases in turn. Their values are others than JavaScript's: time does not depend on them.

    Samples are images, [batch, channels, height, width], where the first layer is a convolution, otherwise rows.
    """
    random = np.random.RandomState(0)
    shapes = problem["parameters"]
    batch = problem["batch"]
    x = random.randn(batch, *problem["sample"]).astype(np.float32)
    if len(shapes[0]) == 2:
        x = x.reshape(batch, -1)
    y = np.arange(batch) % problem["classes"]
    return x, y, [initial(random, shape) for shape in shapes]


def initial(random, shape):
    """Biases of zero; weights of a size that neither outgrow nor vanish."""
    if len(shape) == 1:
        return np.zeros(shape, np.float32)
    inputs = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return (np.sqrt(2 / inputs) * random.randn(*shape)).astype(np.float32)
