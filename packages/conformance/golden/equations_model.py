"""
The published equations of what is not one tensor's step: global numbers, weights to evaluate with, wrappers, several
gradients. A method is a generator that yields after each step. With a function it asks for the gradients at weights.

    method(case, params, h(step), gradients(step)) yields (weights, weights to evaluate with or None)
"""

import math

import numpy

from equations import adam, average, norm, sgd


def prodigy(case, w, hyper, gradients):
    """Mishchenko & Defazio 2024, algorithm 4; Optax's bias correction is always on, eps times the new d."""
    start, states, d, r = list(w), [{} for _ in w], None, 0.0
    for step in range(case["steps"]):
        h, g, t = hyper(step), gradients(step), step + 1
        d0, b2 = h["d0"], h["beta2"]
        d = d0 if d is None else d
        b3 = h.get("beta3", math.sqrt(b2))
        rate = d * h["lr"] * math.sqrt(1 - b2**t) / (1 - h["beta1"] ** t)
        dots = sum(float(numpy.sum(gi * (x0 - wi), dtype="float64")) for gi, x0, wi in zip(g, start, w))
        r = b3 * r + d / d0 * rate * dots
        total = 0.0
        for gi, s in zip(g, states):
            average(s, "m", d * gi, h["beta1"])
            average(s, "v", (d * gi) ** 2, b2)
            s["s"] = b3 * s.get("s", 0 * gi) + d / d0 * (d if h["safeguardWarmup"] else rate) * gi
            total += float(numpy.sum(numpy.abs(s["s"]), dtype="float64"))
        d = max(d, h["dCoef"] * r / total)
        w = [
            wi - rate * (h["weightDecay"] * wi + s["m"] / (numpy.sqrt(s["v"]) + d * h["eps"]))
            for wi, s in zip(w, states)
        ]
        yield w, None


def schedule_free_adamw(case, y, hyper, gradients):
    """Defazio et al. 2024, algorithm 1: y is trained, x evaluated; Optax's warm-up weights the average a step ahead."""
    z, x, states, total, top = list(y), list(y), [{} for _ in y], 0.0, 0.0
    single = numpy.float32
    for step in range(case["steps"]):
        h, g, t = hyper(step), gradients(step), step + 1
        rate = later = h["lr"]
        if h["warmupSteps"]:
            # Optax computes its schedules in float32, whatever the weights are: lr - lr·(1 - n / steps).
            rate, later = (
                float(single(rate) - single(rate) * (1 - single(min(1, n / h["warmupSteps"])))) for n in (step, t)
            )
        top = max(top, later)
        total += top ** h["weightLrPower"]
        c = top ** h["weightLrPower"] / total
        for i, s in enumerate(states):
            v = average(s, "v", g[i] * g[i], h["beta2"]) / (1 - h["beta2"] ** t)
            u = g[i] / (numpy.sqrt(v) + h["eps"]) + h["weightDecay"] * y[i]
            z[i] = z[i] - rate * u
            x[i] = (1 - c) * x[i] + c * z[i]
        y = [(1 - h["beta1"]) * zi + h["beta1"] * xi for zi, xi in zip(z, x)]
        yield y, list(x)


def lookahead(case, w, hyper, gradients):
    """Zhang et al. 2019, algorithm 1."""
    inner, slow, states, since = {"sgd": sgd, "adam": adam}[case["base"]], list(w), [{} for _ in w], 0
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(step)
        since += 1
        w = [inner(wi, gi, s, {"weightDecay": 0, **h}, since) for wi, gi, s in zip(w, g, states)]
        if (step + 1) % h["syncPeriod"] == 0:
            slow = [si + h["slowStepSize"] * (wi - si) for si, wi in zip(slow, w)]
            w = list(slow)
            if h["resetState"]:
                states, since = [{} for _ in w], 0
        yield w, slow


def averaged(weight):
    """Weights to evaluate with beside SGD's: an average whose newest member has `weight(h, t, n)`, None: none now."""

    def method(case, w, hyper, gradients):
        states, mean, n = [{} for _ in w], list(w), 0
        for step in range(case["steps"]):
            h, g, t = hyper(step), gradients(step), step + 1
            w = [sgd(wi, gi, s, h, t) for wi, gi, s in zip(w, g, states)]
            share = weight(h, t, n)
            if share is not None:
                mean = [a + share * (wi - a) for a, wi in zip(mean, w)]
                n += 1
            yield w, mean

    return method


def ema_weight(h, t, n):
    """Polyak's with forgetting: the first is a copy."""
    if t <= h.get("startStep", 0):
        return None
    return 1 if n == 0 else 1 - h["decay"]


def swa_weight(h, t, n):
    """Izmailov et al. 2018, algorithm 1."""
    due = t >= h["swaStart"] and (t - h["swaStart"]) % h["swaFreq"] == 0
    return 1 / (n + 1) if due else None


def clip(case, w, hyper, gradients):
    """Pascanu et al. 2013, algorithm 1, of values clipped before; PyTorch adds 1e-6 to the norm."""
    states = [{} for _ in w]
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(step)
        if h.get("maxValue"):
            g = [numpy.clip(gi, -h["maxValue"], h["maxValue"]) for gi in g]
        norms = [total([gi], h) for gi in g] if h.get("perParameter") else [total(g, h)] * len(g)
        scales = [min(1, h["maxNorm"] / (n + h["clipEps"])) if n and h["maxNorm"] else 1 for n in norms]
        w = [sgd(wi, scale * gi, s, h, step + 1) for wi, gi, s, scale in zip(w, g, states, scales)]
        yield w, None


def total(arrays, h):
    """The p-norm of all of them together."""
    p, sizes = float(h["normType"]), [numpy.abs(x).astype("float64") for x in arrays]
    if p == math.inf:
        return max(float(x.max()) for x in sizes)
    return sum(float(numpy.sum(x**p)) for x in sizes) ** (1 / p)


def sam(case, w, hyper, gradients):
    """Foret et al. 2021, algorithm 1; the decay is of the weights before the climb."""
    states = [{} for _ in w]
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(w)
        length = math.sqrt(sum(norm(gi) ** 2 for gi in g))
        g = gradients([wi + h["rho"] / length * gi for wi, gi in zip(w, g)])
        w = [sgd(wi, gi, s, h, step + 1) for wi, gi, s in zip(w, g, states)]
        yield w, None


ema, swa = averaged(ema_weight), averaged(swa_weight)
