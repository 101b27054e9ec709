"""The published equations of what looks at a tensor's shape: rows, axes, norms of layers. As equations.py has them."""

import math

import numpy

from equations import average, mean_square, moments, norm, zeros


def polynomial(x, steps):
    """Jordan et al. 2024: Newton–Schulz's quintic, of x over its norm."""
    x = x / (norm(x) + 1e-7)
    flat = x.T if x.shape[0] > x.shape[1] else x
    for _ in range(steps):
        square = flat @ flat.T
        flat = 3.4445 * flat + (-4.775 * square + 2.0315 * square @ square) @ flat
    return flat.T if x.shape[0] > x.shape[1] else flat


def ahead(g, s, h):
    """The average, or Nesterov's mix of it with the gradient."""
    m, mu = average(s, "m", g, h["momentum"]), h["momentum"]
    return mu * m + (1 - mu) * g if h["nesterov"] else m


def adamuon(w, g, s, h, t):
    """Si et al. 2025, algorithm 1: of the sign, with the momentum's factor for v too, uncorrected."""
    u = polynomial(numpy.sign(ahead(g, s, h)), h["nsSteps"])
    u = u / (numpy.sqrt(average(s, "v", u * u, h["momentum"])) + h["eps"])
    scale = 0.2 * math.sqrt(u.size) / (norm(u) + h["eps"])
    return (1 - h["lr"] * h["weightDecay"]) * w - h["lr"] * scale * u


def normuon(w, g, s, h, t):
    """Li et al. 2025, algorithm 1: a v for each output, the norm put back; the scale is Muon's."""
    u = polynomial(ahead(g, s, h), h["nsSteps"])
    before = norm(u)
    u = u / (numpy.sqrt(average(s, "v", numpy.mean(u * u, axis=1, keepdims=True), h["beta2"])) + 1e-10)
    scale = before / (norm(u) + 1e-10) * math.sqrt(max(1, w.shape[0] / w.shape[1]))
    return (1 - h["lr"] * h["weightDecay"]) * w - h["lr"] * scale * u


def scion(w, g, s, h, t):
    """Pethick et al. 2025, algorithms 1 and 2; momentum is the new gradient's weight."""
    m = average(s, "m", g, 1 - h["momentum"])
    if not h["unconstrained"]:
        w = (1 - h["lr"]) * w
    return w - h["lr"] * h["scale"] * nearest(m, h["norm"], h["normalized"])


def nearest(m, kind, normalized):
    """The unit ball's point that lies farthest along m."""
    if kind == 1:
        return numpy.sign(m) / (m.shape[1] if normalized else 1)
    if kind == 2:
        columns = numpy.sqrt(numpy.mean(m * m, axis=0, keepdims=True)) * (m.shape[1] if normalized else 1)
        return m / (columns + 1e-8)
    if kind == 3:
        rows = numpy.sqrt(numpy.sum(m * m, axis=1, keepdims=True)) * (math.sqrt(m.shape[1]) if normalized else 1)
        return m / (rows + 1e-8)
    if m.ndim < 2:
        return m / (math.sqrt(mean_square(m)) + 1e-8)
    window = m.shape[2] ** (m.ndim - 2) if m.ndim > 2 else 1
    u = polynomial(m.reshape(m.shape[0], -1), 5).reshape(m.shape)
    return math.sqrt(m.shape[0] / m.shape[1]) / window * u


def hyperball(w, g, s, h, t):
    """Wen et al. 2025: Adam's step on the sphere of the matrix's norm, by a part of that norm."""
    m, v = moments(g, s, h)
    u = (m / (1 - h["beta1"] ** t)) / (numpy.sqrt(v / (1 - h["beta2"] ** t)) + h["eps"])
    if w.ndim != 2:
        return w - h["lr"] * u
    moved = w - h["lr"] * norm(w) / max(norm(u), 1e-10) * u
    return norm(w) / norm(moved) * moved


def project(w, g, u, h):
    """Heo et al. 2021: without the part along the weights where the gradient has hardly one; by rows, then as a whole."""
    for rows in (w.shape[0], 1) if w.ndim > 1 else ():
        a, b = g.reshape(rows, -1), w.reshape(rows, -1)
        size = numpy.sqrt(numpy.sum(b * b, axis=1, keepdims=True))
        sizes = numpy.maximum(numpy.sqrt(numpy.sum(a * a, axis=1, keepdims=True)), h["eps"])
        cosine = numpy.abs(numpy.sum(a * b, axis=1, keepdims=True)) / (sizes * numpy.maximum(size, h["eps"]))
        if cosine.max() < h["delta"] / math.sqrt(b.shape[1]):
            along, flat = b / (size + h["eps"]), u.reshape(rows, -1)
            flat = flat - along * numpy.sum(along * flat, axis=1, keepdims=True)
            return flat.reshape(w.shape), h["wdRatio"]
    return u, 1


def adamp(w, g, s, h, t):
    """Heo et al. 2021, algorithm 2."""
    m, v = moments(g, s, h)
    u = h["beta1"] * m + (1 - h["beta1"]) * g if h["nesterov"] else m
    u, ratio = project(w, g, u / (numpy.sqrt(v / (1 - h["beta2"] ** t)) + h["eps"]), h)
    return (1 - h["lr"] * h["weightDecay"] * ratio) * w - h["lr"] / (1 - h["beta1"] ** t) * u


def sgdp(w, g, s, h, t):
    """Heo et al. 2021, algorithm 1; without Nesterov the authors project the velocity itself."""
    mu = h["momentum"]
    s["v"] = mu * s.get("v", zeros(w)) + (1 - h["dampening"]) * g
    u, ratio = project(w, g, g + mu * s["v"] if h["nesterov"] else s["v"], h)
    if not h["nesterov"]:
        s["v"] = u
    return (1 - h["lr"] * h["weightDecay"] * ratio / (1 - mu)) * w - h["lr"] * u


def factored(s, key, x, decay):
    """Shazeer & Stern 2018: averages of rows and columns, whose product is over the rows' mean."""
    if x.ndim < 2:
        return average(s, key, x, decay)
    rows = average(s, f"{key} rows", numpy.mean(x, axis=-1, keepdims=True), decay)
    columns = average(s, f"{key} columns", numpy.mean(x, axis=-2, keepdims=True), decay)
    return rows / numpy.mean(rows, axis=-2, keepdims=True) * columns


def came(w, g, s, h, t):
    """Luo et al. 2023, algorithm 2; vectors have no confidence."""
    u = g / numpy.sqrt(factored(s, "v", g * g + h["eps1"], h["beta2"]))
    u = u / max(1, math.sqrt(mean_square(u)) / h["clipThreshold"])
    m = average(s, "m", u, h["beta1"])
    if w.ndim > 1:
        m = m / numpy.sqrt(factored(s, "u", (u - m) ** 2 + h["eps2"], h["beta3"]))
    return (1 - h["lr"] * h["weightDecay"]) * w - h["lr"] * m


def adam_mini(w, g, s, h, t):
    """Zhang et al. 2024, algorithm 1: v of blocks, which here a tensor's role says; biases and scales do not decay."""
    role = h["role"]
    lines = {"weight": h["heads"] or w.shape[0], "embedding": w.shape[0], "scale": 1, "bias": w.size}[role]
    m = average(s, "m", g, h["beta1"]) / (1 - h["beta1"] ** t)
    v = average(s, "v", numpy.mean((g * g).reshape(lines, -1), axis=1), h["beta2"]) / (1 - h["beta2"] ** t)
    u = (m.reshape(lines, -1) / (numpy.sqrt(v) + h["eps"])[:, None]).reshape(w.shape)
    decay = h["weightDecay"] if role in ("weight", "embedding") else 0
    return (1 - h["lr"] * decay) * w - h["lr"] * u


def stable_adamw(w, g, s, h, t):
    """Wortsman et al. 2023, algorithm 2: AdamW with Adafactor's clipping of each tensor's update; decay is clipped too."""
    m, v = moments(g, s, h)
    m, v = m / (1 - h["beta1"] ** t), v / (1 - h["beta2"] ** t)
    rms = math.sqrt(mean_square(g / numpy.sqrt(numpy.maximum(v, h["eps"] ** 2))))
    rate = h["lr"] / max(1, rms)
    return w - rate * (h["weightDecay"] * w + m / (numpy.sqrt(v) + h["eps"]))


def lars(w, g, s, h, t):
    """You et al. 2017, algorithm 1; timm adapts only what decays, unless told to."""
    decay, mu = h["weightDecay"], h["momentum"]
    if decay or h["alwaysAdapt"]:
        a, b = norm(w), norm(g)
        trust = h["trustCoefficient"] * a / (b + decay * a + h["eps"]) if a and b else 1
        g = (g + decay * w) * (min(trust / h["lr"], 1) if h["trustClip"] else trust)
    if mu:
        s["v"] = mu * s["v"] + (1 - h["dampening"]) * g if "v" in s else g
        g = g + mu * s["v"] if h["nesterov"] else s["v"]
    return w - h["lr"] * g


def sm3(w, g, s, h, t):
    """Anil et al. 2019, SM3-II; with β₂ below 1 it forgets."""
    b = h["beta2"]
    covers = s.get("covers") or [zeros(w)] * max(1, w.ndim)
    least = covers[0]
    for cover in covers[1:]:
        least = numpy.minimum(least, cover)
    v = (1 if b == 1 else 1 - b) * g * g + b * least
    others = [tuple(j for j in range(w.ndim) if j != axis) for axis in range(w.ndim)]
    s["covers"] = [numpy.max(v, axis=axes, keepdims=True) for axes in others] or [v]
    u = numpy.where(v > 0, g / numpy.sqrt(numpy.where(v > 0, v, 1) + h["eps"]), 0).astype(w.dtype)
    return w - h["lr"] * average(s, "m", u, h["momentum"])


def along(x, axis, matrix):
    """matrix times every fibre of that axis."""
    return numpy.moveaxis(numpy.tensordot(matrix, x, axes=(1, axis)), 0, axis)


def gram(x, axis):
    unfolded = numpy.moveaxis(x, axis, 0).reshape(x.shape[axis], -1)
    return unfolded @ unfolded.T


def soap(w, g, s, h, t):
    """
    Vyas et al. 2024, algorithm 3: Adam in Shampoo's basis, which a step of the power method refreshes. The first gradient
    only makes the basis; the decay is of the new weights.
    """
    b = h["shampooBeta"] if h["shampooBeta"] >= 0 else h["beta2"]
    may = w.ndim > 1 or w.ndim == 1 and h["precondition1d"]
    axes = [axis for axis in range(w.ndim) if may and w.shape[axis] <= h["maxPrecondDim"]]
    if "basis" not in s:
        s["grams"] = {axis: (1 - b) * gram(g, axis) for axis in axes}
        s["basis"] = {axis: numpy.linalg.eigh(s["grams"][axis])[1][:, ::-1] for axis in axes}
        s["k"] = 0
        return w
    s["k"] += 1
    m, rotated = average(s, "m", g, h["beta1"]), g
    for axis in axes:
        m, rotated = along(m, axis, s["basis"][axis].T), along(rotated, axis, s["basis"][axis].T)
    u = m / (numpy.sqrt(average(s, "v", rotated * rotated, h["beta2"])) + h["eps"])
    for axis in axes:
        u = along(u, axis, s["basis"][axis])
    if h["normalizeGrads"]:
        u = u / (1e-30 + math.sqrt(mean_square(u)))
    correct = math.sqrt(1 - h["beta2"] ** s["k"]) / (1 - h["beta1"] ** s["k"]) if h["correctBias"] else 1
    w = w - h["lr"] * correct * u
    for axis in axes:
        s["grams"][axis] = b * s["grams"][axis] + (1 - b) * gram(g, axis)
        if s["k"] % h["preconditionFrequency"] == 0:
            basis = s["basis"][axis]
            order = numpy.argsort(-numpy.diag(basis.T @ s["grams"][axis] @ basis), kind="stable")
            s["v"] = numpy.take(s["v"], order, axis)
            s["basis"][axis] = numpy.linalg.qr(s["grams"][axis] @ basis[:, order])[0]
    return (1 - h["lr"] * h["weightDecay"]) * w


def splus(w, g, s, h, t):
    """Frans et al. 2025, algorithm 1: signs in Shampoo's basis; evaluated at an average, which sees no decay of its step."""
    matrix = w.ndim == 2
    rate = h["lr"] * (2 / sum(w.shape) if matrix and max(w.shape) <= h["maxDim"] else h["nonstandardConstant"])
    axes = [axis for axis in range(w.ndim) if matrix and w.shape[axis] < h["maxDim"]]
    basis = s.setdefault("basis", {axis: numpy.eye(w.shape[axis], dtype=w.dtype) for axis in axes})
    u = average(s, "m", g, h["beta1"])
    for axis in axes:
        u = along(u, axis, basis[axis].T)
    u = numpy.sign(u)
    for axis in axes:
        u = along(u, axis, basis[axis])
        side = average(s, f"side {axis}", gram(g, axis), h["beta2"])
        if t == 1 or t % h["inverseEvery"] == 0:
            basis[axis] = numpy.linalg.eigh(side + h["eps"] * numpy.eye(w.shape[axis], dtype=w.dtype))[1]
    w = w - rate * u
    s["evaluated"] = average(s, "mean", w, h["emaRate"]) / (1 - h["emaRate"] ** t)
    return (1 - rate * h["weightDecay"]) * w


def psgd_kron(w, g, s, h, t):
    """
    Li 2018 and 2024, as the authors of kron_torch have it: triangular factors for each axis, fitted along a probe; the
    noise that they add to the gradient stays in the step.
    """
    flat = two_axes(w.shape)
    x = average(s, "m", g.reshape(flat), h["beta1"]) / (1 - h["beta1"] ** t)
    probe = h["probe"].reshape(flat)
    y = x if h["momentumIntoPrecondUpdate"] else g.reshape(flat)
    y = y + math.sqrt(2**-23) * float(numpy.mean(numpy.abs(y))) * probe
    if h["momentumIntoPrecondUpdate"]:
        x = y
    scale = h["precondInitScale"] ** (1 / len(flat))
    factors = s.setdefault("factors", [scale * numpy.eye(n, dtype=w.dtype) for n in flat])
    a, b = y, probe
    for axis, q in enumerate(factors):
        a, b = along(a, axis, q), along(b, axis, numpy.linalg.inv(q).T)
    for axis, q in enumerate(factors):
        first, second = gram(a, axis), gram(b, axis)
        if len(flat) < h["minNdimTriangular"] or flat[axis] in (1,) or flat[axis] > h["maxSizeTriangular"]:
            first, second = numpy.diag(numpy.diag(first)), numpy.diag(numpy.diag(second))
            most = float(numpy.max(first + second))
        else:
            most = bound(first + second)
        factors[axis] = q - numpy.triu(h["precondLr"] * (first - second)) / max(most, 1e-300) @ q
    for axis, q in enumerate(factors):
        x = along(x, axis, q.T @ q)
    u = min(1, 1.1 / (math.sqrt(mean_square(x)) + 1e-12)) * x
    return w - h["lr"] * (u.reshape(w.shape) + (h["weightDecay"] * w if len(flat) > 1 else 0))


def two_axes(shape):
    """More than two are merged to the squarer of two matrices."""
    if len(shape) < 3:
        return shape
    last, first = (math.prod(shape[:-1]), shape[-1]), (shape[0], math.prod(shape[1:]))
    return last if last[1] - last[0] <= first[1] - first[0] else first


def bound(x):
    """A lower bound of the spectral norm."""
    most = float(numpy.max(numpy.abs(x)))
    if not most:
        return 0.0
    x = x / most
    z = x[:, numpy.argmax(numpy.sum(x * x, axis=0))] @ x
    return most * norm(x @ (z / norm(z)))
