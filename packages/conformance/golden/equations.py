"""
The published equations, written anew in NumPy from papers: one tensor, one step. What a reference adds to its paper is
said where it is. w and g are arrays of the precision that is tried; everything that is one number is a Python float.

    method(w, g, s, h, t) -> w      s: what is remembered of the tensor, empty at first; h: numbers; t from 1
"""

import math

import numpy

zeros = numpy.zeros_like


def norm(x):
    return float(numpy.sqrt(numpy.sum(numpy.square(x, dtype="float64"))))


def mean_square(x):
    return float(numpy.mean(numpy.square(x, dtype="float64")))


def average(s, key, x, decay):
    """An exponential moving average from 0."""
    s[key] = decay * s.get(key, zeros(x)) + (1 - decay) * x
    return s[key]


def moments(g, s, h):
    return average(s, "m", g, h["beta1"]), average(s, "v", g * g, h["beta2"])


def coupled(w, g, h):
    return g + h["weightDecay"] * w if h.get("weightDecay") else g


def sgd(w, g, s, h, t):
    """Sutskever et al. 2013, as PyTorch has it: the first velocity is the gradient, lr outside the velocity."""
    g, mu, damp = coupled(w, g, h), h.get("momentum", 0), h.get("dampening", 0)
    if mu:
        s["v"] = mu * s["v"] + (1 - damp) * g if "v" in s else g
        g = g + mu * s["v"] if h.get("nesterov") else s["v"]
    return w - h["lr"] * g


def adam(w, g, s, h, t):
    m, v = moments(coupled(w, g, h), s, h)
    return w - h["lr"] * (m / (1 - h["beta1"] ** t)) / (numpy.sqrt(v / (1 - h["beta2"] ** t)) + h["eps"])


def adagrad(w, g, s, h, t):
    """Duchi et al. 2011, diagonal."""
    g = coupled(w, g, h)
    s["sum"] = s.get("sum", h["initialAccumulatorValue"]) + g * g
    return w - h["lr"] / (1 + (t - 1) * h["lrDecay"]) * g / (numpy.sqrt(s["sum"]) + h["eps"])


def rmsprop(w, g, s, h, t):
    """Hinton 2012, lecture 6e; centred: Graves 2013, equations 38–45; PyTorch has the root first, then epsilon."""
    g = coupled(w, g, h)
    v = average(s, "v", g * g, h["rho"])
    if h["centered"]:
        v = v - average(s, "mean", g, h["rho"]) ** 2
    step = g / (numpy.sqrt(v) + h["eps"])
    if h["momentum"]:
        step = s["buffer"] = h["momentum"] * s.get("buffer", zeros(w)) + step
    return w - h["lr"] * step


def adamw(w, g, s, h, t):
    """Loshchilov & Hutter 2019, algorithm 2, the decay times lr."""
    m, v = moments(g, s, h)
    step = (m / (1 - h["beta1"] ** t)) / (numpy.sqrt(v / (1 - h["beta2"] ** t)) + h["eps"])
    return w - h["lr"] * (step + h["weightDecay"] * w)


def cautious(w, g, s, h, t):
    """Liang et al. 2024, algorithm 1: only where m and g agree, the rest made up for (by at most 1000)."""
    m, v = moments(g, s, h)
    mask = (m * g > 0).astype(w.dtype)
    mask = mask / max(float(mask.mean()), 1e-3)
    step = mask * (m / (1 - h["beta1"] ** t)) / (numpy.sqrt(v / (1 - h["beta2"] ** t)) + h["eps"])
    return w - h["lr"] * h["weightDecay"] * w - h["lr"] * step


def nadam(w, g, s, h, t):
    """Dozat 2016; in PyTorch the average has a fixed β₁, only the step sees μₜ."""
    decay = h["weightDecay"]
    if h["decoupledWeightDecay"]:
        w = w - h["lr"] * decay * w
    else:
        g = g + decay * w

    def mu(t):
        return h["beta1"] * (1 - 0.5 * 0.96 ** (t * h["momentumDecay"]))

    s["product"] = s.get("product", 1) * mu(t)
    m, v = moments(g, s, h)
    ahead = mu(t + 1) / (1 - s["product"] * mu(t + 1)) * m + (1 - mu(t)) / (1 - s["product"]) * g
    return w - h["lr"] * ahead / (numpy.sqrt(v / (1 - h["beta2"] ** t)) + h["eps"])


def radam(w, g, s, h, t):
    """Liu et al. 2020, algorithm 2; in PyTorch above 5 instead of 4, with ε beside the uncorrected root."""
    if h["decoupledWeightDecay"]:
        w = w - h["lr"] * h["weightDecay"] * w
    else:
        g = g + h["weightDecay"] * w
    m, v = moments(g, s, h)
    m, b = m / (1 - h["beta1"] ** t), h["beta2"]
    most = 2 / (1 - b) - 1
    rho = most - 2 * t * b**t / (1 - b**t)
    if rho <= 5:
        return w - h["lr"] * m
    r = math.sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho))
    return w - h["lr"] * r * m * math.sqrt(1 - b**t) / (numpy.sqrt(v) + h["eps"])


def madgrad(w, g, s, h, t):
    """
    Defazio & Jelassi 2022, algorithm 1; ε is added to the rate too. Decoupled decay without momentum moves the start.
    """
    decay, momentum = h["weightDecay"], h["momentum"]
    start = s.setdefault("start", w)
    if h["decoupledDecay"]:
        if not momentum:
            s["start"] = start = start - h["lr"] * decay * w
        w = w - h["lr"] * decay * w
    else:
        g = g + decay * w
    rate = (h["lr"] + h["eps"]) * math.sqrt(t)
    s["s"] = s.get("s", zeros(w)) + rate * g
    s["nu"] = s.get("nu", zeros(w)) + rate * g * g
    z = start - s["s"] / (numpy.cbrt(s["nu"]) + h["eps"])
    return momentum * w + (1 - momentum) * z


def adafactor(w, g, s, h, t):
    """Shazeer & Stern 2018, algorithms 4 and 5, as PyTorch has it: no ε₁ in the means, but below them."""
    b = 1 - t ** h["beta2Decay"]
    rate = max(h["eps2"], math.sqrt(mean_square(w))) * min(h["lr"], 1 / math.sqrt(t))
    w = w - h["lr"] * h["weightDecay"] * w
    if w.ndim < 2:
        v = average(s, "v", g * g, b)
    else:
        rows = average(s, "rows", numpy.mean(g * g, axis=-1, keepdims=True), b)
        columns = average(s, "columns", numpy.mean(g * g, axis=-2, keepdims=True), b)
        v = rows * columns / numpy.maximum(numpy.mean(rows, axis=-2, keepdims=True), h["eps1"])
    u = g / numpy.sqrt(numpy.maximum(v, h["eps1"] ** 2))
    return w - rate / max(1, math.sqrt(mean_square(u)) / h["clipThreshold"]) * u


def novograd(w, g, s, h, t):
    """Ginsburg et al. 2019, algorithm 1; v starts anew whenever it is 0, nothing corrects its bias."""
    square = norm(g) ** 2
    v = s.get("v", 0)
    v = square if v == 0 else h["beta2"] * v + (1 - h["beta2"]) * square
    s["v"], s["top"] = v, max(v, s.get("top", 0))
    x = g / (math.sqrt(s["top"] if h["amsgrad"] else v) + h["eps"]) + h["weightDecay"] * w
    s["m"] = h["beta1"] * s.get("m", zeros(w)) + (1 - h["beta1"] if h["gradAveraging"] else 1) * x
    return w - h["lr"] * s["m"]


def lamb(w, g, s, h, t):
    """You et al. 2020, algorithm 2."""
    m, v = moments(g, s, h)
    u = m / (1 - h["beta1"] ** t) / (numpy.sqrt(v / (1 - h["beta2"] ** t) + h["epsRoot"]) + h["eps"])
    u = u + h["weightDecay"] * w
    trust = norm(w) / norm(u) if norm(w) and norm(u) else 1
    return w - h["lr"] * trust * u


def muon(w, g, s, h, t):
    """Jordan et al. 2024 by singular values, where Newton–Schulz is a polynomial; PyTorch's Nesterov and scales."""
    mu = h["momentum"]
    m = average(s, "m", g, mu)
    u = mu * m + (1 - mu) * g if h["nesterov"] else m
    left, sigma, right = numpy.linalg.svd(u / max(norm(u), h["eps"]), full_matrices=False)
    for _ in range(h["nsSteps"]):
        sigma = h["nsA"] * sigma + h["nsB"] * sigma**3 + h["nsC"] * sigma**5
    outputs, inputs = w.shape
    scale = h["rmsScale"] * math.sqrt(max(w.shape)) if h["matchRms"] else math.sqrt(max(1, outputs / inputs))
    return w - h["lr"] * (h["weightDecay"] * w + scale * (left * sigma) @ right)


def shampoo(w, g, s, h, t):
    """
    Gupta et al. 2018, algorithm 1, with Meta's averages, filter and grafting (Shi et al. 2023). Axes of length 1 count,
    and a scalar has none: it is left as it is.
    """
    shape = [w.size] if h["mergeDims"] else list(w.shape)
    every, b1, b2 = h["preconditionFrequency"], h["beta1"], h["beta2"]
    start = every if h["startPreconditioningStep"] == -1 else h["startPreconditioningStep"]
    if not h["decoupledWeightDecay"]:
        g = g + h["weightDecay"] * w
    x = g.reshape(shape)
    roots = s.setdefault("roots", [numpy.eye(n, dtype=w.dtype) for n in shape])
    statistics = s.setdefault("statistics", [numpy.zeros((n, n), w.dtype) for n in shape])
    correct = 1 - b2**t if b2 < 1 and h["biasCorrection"] else 1
    for axis, n in enumerate(shape):
        unfolded = numpy.moveaxis(x, axis, 0).reshape(n, -1)
        statistics[axis] = b2 * statistics[axis] + (1 if b2 == 1 else 1 - b2) * unfolded @ unfolded.T
        if t == start or t > start and t % every == 0:
            values, vectors = numpy.linalg.eigh(statistics[axis] / correct + h["eps"] * numpy.eye(n, dtype=w.dtype))
            values = values + max(0, h["eps"] - float(values[0]))
            roots[axis] = (vectors * values ** (-1 / (2 * len(shape)))) @ vectors.T
    if b1:
        b3 = b1 if h["beta3"] == -1 else h["beta3"]
        old = s.get("m", zeros(x))
        s["m"], u = b1 * old + (1 - b1) * x, b3 * old + (1 - b3) * x
        x, g2 = (u / (1 - b3 * b1 ** (t - 1)) if h["biasCorrection"] else u), x
    else:
        g2 = x
    u = x
    for axis, root in enumerate(roots):
        u = numpy.moveaxis(numpy.tensordot(root, u, axes=(1, axis)), 0, axis)
    if h["graftAdam"]:
        v = average(s, "v", g2 * g2, h["graftBeta2"])
        grafted = x / (numpy.sqrt(v / (1 - h["graftBeta2"] ** t if h["biasCorrection"] else 1)) + h["graftEps"])
        u = grafted if t < start else u * (norm(grafted) / (norm(u) + 1e-16))
    u = u.reshape(w.shape)
    return w - h["lr"] * (u + h["weightDecay"] * w if h["decoupledWeightDecay"] else u)
