"""What cases are made of: seeded weights and gradients, rates that change, objectives."""

import random
import zlib

# Every rank from none to four, a length of one among them.
RANKS = {"s": [], "b": [3], "W": [3, 2], "K": [2, 1, 2], "F": [2, 1, 2, 2]}
MATRIX = {"W": [3, 2], "b": [2]}
MATRICES = {"tall": [4, 2], "wide": [2, 4], "square": [3, 3], "row": [1, 3]}


def short(x):
    return float(f"{x:.6g}")


def length(shape):
    product = 1
    for n in shape:
        product *= n
    return product


def calm(rng, step, element):
    """Normal numbers: Adam-like methods see signs change, momentum something to average."""
    return rng.gauss(0, 1)


def wild(rng, step, element):
    """From 1e-8 to 1e4 side by side, a quarter of them zero, everything zero at one step, one spike."""
    magnitude = 10 ** (-8 + 12 * ((element * 7) % 12) / 11)
    if step == 4:
        return 0.0
    if step == 7 and element % 3 == 0:
        return 1e4 * rng.choice((-1, 1))
    return 0.0 if rng.random() < 0.25 else magnitude * rng.gauss(0, 1)


def late(rng, step, element):
    """Nothing at first: methods that divide by what they have seen divide by zero."""
    return 0.0 if step < 2 else rng.gauss(0, 1)


def inputs(name, shapes, steps, grads=calm, lr=None, init=None):
    """Parameters, gradients and rates, the same for the same `name`."""
    rng = random.Random(zlib.crc32(name.encode()))
    params = []
    for key, shape in shapes.items():
        values = [short(0.7 * rng.gauss(0, 1)) for _ in range(length(shape))]
        if init == "zero" and key == "b":
            values = [0.0] * length(shape)
        params.append({"name": key, "shape": shape, "init": values})
    series = []
    for step in range(steps):
        element = 0
        series.append([])
        for param in params:
            row = []
            for _ in param["init"]:
                row.append(short(grads(rng, step, element)))
                element += 1
            series[-1].append(row)
    rates = {} if lr is None else {"lr": [short(lr(step)) for step in range(steps)]}
    return {"params": params, "steps": steps, **rates, "grads": series}


def drawn(name, made, steps, spread=1):
    """Numbers that a method is given beside the gradients, at `steps`: normal ones, negative ones among them."""
    rng = random.Random(zlib.crc32(name.encode()))
    return [[[short(rng.gauss(0, spread)) for _ in p["init"]] for p in made["params"]] for _ in steps]


def losses(name, steps, low, high):
    """A loss for each step, between the two, evenly in its logarithm."""
    rng = random.Random(zlib.crc32(name.encode()))
    return [short(low * (high / low) ** rng.random()) for _ in range(steps)]


def warmup(lr):
    """Up, held, and down: a different rate at nearly every step."""
    return lambda step: lr * min(1, (step + 1) / 4) * (1 if step < 7 else 0.5 ** (step - 6))


def quadratic(name, shapes, steps, lr=None, condition=30):
    """½xᵀAx - bᵀx over all parameters in a row, A symmetric and positive definite."""
    import numpy

    made = inputs(name, shapes, 0)
    n = sum(len(param["init"]) for param in made["params"])
    rng = numpy.random.default_rng(zlib.crc32(name.encode()))
    basis, _ = numpy.linalg.qr(rng.normal(size=(n, n)))
    a = basis @ numpy.diag(numpy.geomspace(1, condition, n)) @ basis.T
    a = [[short((a[i, j] + a[j, i]) / 2) for j in range(n)] for i in range(n)]
    args = {"A": a, "b": [short(x) for x in rng.normal(size=n)]}
    rates = {} if lr is None else {"lr": [short(lr(step)) for step in range(steps)]}
    return {"params": made["params"], "steps": steps, **rates, "objective": "quadratic", "objectiveArgs": args}


def rosenbrock(name, shapes, steps, lr=None):
    """Σ b(xᵢ₊₁ - xᵢ²)² + (a - xᵢ)² over all parameters in a row."""
    made = inputs(name, shapes, 0)
    rates = {} if lr is None else {"lr": [short(lr(step)) for step in range(steps)]}
    args = {"a": 1, "b": 100}
    return {"params": made["params"], "steps": steps, **rates, "objective": "rosenbrock", "objectiveArgs": args}


def objective(case, dtype="float64"):
    """The case's function, of one flat array: its value and gradient."""
    import numpy

    args = case["objectiveArgs"]
    if case["objective"] == "quadratic":
        a, b = numpy.array(args["A"], dtype), numpy.array(args["b"], dtype)
        return lambda x: (float(0.5 * x @ a @ x - b @ x), a @ x - b)

    def banana(x):
        head, tail = x[:-1], x[1:]
        d = tail - head**2
        g = numpy.zeros_like(x)
        g[:-1] += -4 * args["b"] * head * d - 2 * (args["a"] - head)
        g[1:] += 2 * args["b"] * d
        return float(numpy.sum(args["b"] * d**2 + (args["a"] - head) ** 2)), g

    return banana
