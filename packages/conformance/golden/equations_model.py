"""
The published equations of what is not one tensor's step: global numbers, weights to evaluate with, wrappers, several
gradients. A method is a generator that yields after each step. With a function it asks for the gradients at weights.

    method(case, params, h(step), gradients(step)) yields (weights, weights to evaluate with or None)
"""

import math

import numpy

from equations import adam, adamw, average, coupled, norm, sgd, zeros


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


def polyak_sgd(case, w, hyper, gradients):
    """Loizou et al. 2021, SPS_max with c = 1; SPS+: Garrigos et al. 2023. Optax rests below a norm² + ε of 2.2e-16."""
    for step in range(case["steps"]):
        h, (loss, g) = hyper(step), gradients(step if "grads" in case else w)
        gap, square = loss - h["lowerBound"], sum(norm(gi) ** 2 for gi in g) + h["eps"]
        if h["spsPlus"]:
            gap = max(gap, 0)
        rate = min(gap / square, h["lr"]) if square > numpy.finfo(float).eps else 0
        w = [wi - rate * gi for wi, gi in zip(w, g)]
        yield w, None


def momo_adam(case, w, hyper, gradients):
    """Schaipp et al. 2024, MoMo-Adam, its bound estimated or given; Optax rests where ‖m‖² in D⁻¹ is 2.2e-16 at most."""
    states, f, gamma, bound = [{} for _ in w], 0.0, 0.0, None
    for step in range(case["steps"]):
        h, (loss, g) = hyper(step), gradients(step if "grads" in case else w)
        b, lr, grow = h["beta1"], h["lr"], 1 + h["lr"] * h["weightDecay"]
        c1, c2 = 1 - b ** (step + 1), 1 - h["beta2"] ** (step + 1)
        bound = h["lowerBound"] if bound is None else bound
        f = b * f + (1 - b) * loss
        gamma = b * gamma + (1 - b) * total_dot(g, w)
        m = [average(s, "m", gi, b) for gi, s in zip(g, states)]
        d = [h["eps"] + numpy.sqrt(average(s, "v", gi * gi, h["beta2"]) / c2) for gi, s in zip(g, states)]
        square, along = total_dot(m, [mi / di for mi, di in zip(m, d)]), total_dot(m, w)
        height = grow * (f - gamma) + along
        if h["adaptLowerBound"] and height < grow * c1 * bound:
            bound = max(height / (2 * c1 * grow), h["lowerBound"])
        tau = max(height - grow * c1 * bound, 0) / square if square > numpy.finfo(float).eps else 0
        tau = min(lr / c1, tau)
        if h["adaptLowerBound"]:
            bound = max((f + along - gamma - tau * square / 2) / c1, h["lowerBound"])
        w = [wi / grow - tau * mi / di for wi, mi, di in zip(w, m, d)]
        yield w, None


def total_dot(a, b):
    return sum(float(numpy.sum(x * y, dtype="float64")) for x, y in zip(a, b))


def schedule_free_adamw(case, y, hyper, gradients):
    """Defazio et al. 2024, algorithm 1: y is trained, x evaluated; Optax's warm-up weights the average a step ahead."""
    z, x, states, total, top = list(y), list(y), [{} for _ in y], 0.0, 0.0
    for step in range(case["steps"]):
        h, g, t = hyper(step), gradients(step), step + 1
        rate, later = warmed(h, step), warmed(h, t)
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


def schedule_free_sgd(case, y, hyper, gradients):
    """Defazio et al. 2024, equations 1 to 3, with the weights and the warm-up of schedule_free_adamw."""
    z, x, total, top = list(y), list(y), 0.0, 0.0
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(step)
        rate, later = warmed(h, step), warmed(h, step + 1)
        top = max(top, later)
        total += top ** h["weightLrPower"]
        c = top ** h["weightLrPower"] / total
        z = [zi - rate * coupled(yi, gi, h) for zi, yi, gi in zip(z, y, g)]
        x = [(1 - c) * xi + c * zi for xi, zi in zip(x, z)]
        y = [(1 - h["beta1"]) * zi + h["beta1"] * xi for zi, xi in zip(z, x)]
        yield y, list(x)


def warmed(h, n):
    """Optax computes its schedules in float32, whatever the weights are: lr - lr·(1 - n / steps)."""
    single, steps = numpy.float32, h["warmupSteps"]
    if not steps:
        return h["lr"]
    return float(single(h["lr"]) - single(h["lr"]) * (1 - single(min(1, n / steps))))


def adai(case, w, hyper, gradients):
    """Xie et al. 2022, algorithm 2 (3 where decay is decoupled): the mean of v is over the whole model."""
    states = [{"c": numpy.ones_like(wi)} for wi in w]
    for step in range(case["steps"]):
        h, g, t = hyper(step), gradients(step), step + 1
        if h["decoupledWeightDecay"]:
            w = [wi - h["lr"] * h["weightDecay"] * wi for wi in w]
        else:
            g = [coupled(wi, gi, h) for wi, gi in zip(w, g)]
        v = [average(s, "v", gi * gi, h["beta2"]) / (1 - h["beta2"] ** t) for gi, s in zip(g, states)]
        mean = sum(float(numpy.sum(x, dtype="float64")) for x in v) / sum(x.size for x in v)
        for s, vi, gi in zip(states, v, g):
            b = numpy.clip(1 - h["beta0"] * vi / mean, 0, 1 - h["eps"])
            s["c"] = s["c"] * b
            s["m"] = b * s.get("m", zeros(gi)) + (1 - b) * gi
        w = [wi - h["lr"] * s["m"] / (1 - s["c"]) for wi, s in zip(w, states)]
        yield w, None


def dadapt_adam(case, w, hyper, gradients):
    """Defazio & Mishchenko 2023, algorithm 5: r is along the old s over the old root; a new d counts a step later."""
    states, d, r, k = [{"v": zeros(wi), "s": zeros(wi)} for wi in w], None, 0.0, 0
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(step)
        d = h["d0"] if d is None else d
        b1, b2 = h["beta1"], h["beta2"]
        root = math.sqrt(b2)
        rate = d * h["lr"] * (math.sqrt(1 - b2 ** (k + 1)) / (1 - b1 ** (k + 1)) if h["biasCorrection"] else 1)
        if not h["decoupledWeightDecay"]:
            g = [coupled(wi, gi, h) for wi, gi in zip(w, g)]
        dots = total = 0.0
        for gi, s in zip(g, states):
            dots += rate * float(numpy.sum(gi * (s["s"] / (numpy.sqrt(s["v"]) + h["eps"])), dtype="float64"))
            s["m"] = b1 * s.get("m", zeros(gi)) + rate * (1 - b1) * gi
            average(s, "v", gi * gi, b2)
            s["s"] = root * s["s"] + rate * (1 - root) * gi
            total += float(numpy.sum(numpy.abs(s["s"]), dtype="float64"))
        if total:
            r = root * r + (1 - root) * dots
            if h["lr"] > 0:
                d = max(d, min(r / ((1 - root) * total), d * (h["growthRate"] or math.inf)))
            decay = h["weightDecay"] * rate if h["decoupledWeightDecay"] else 0
            w = [(1 - decay) * wi - s["m"] / (numpy.sqrt(s["v"]) + h["eps"]) for wi, s in zip(w, states)]
            k += 1
        yield w, None


def dog(case, w, hyper, gradients):
    """Ivgi et al. 2023, algorithm 1; layerwise, equation 8."""
    start, size = list(w), None
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(step)
        g = [coupled(wi, gi, h) for wi, gi in zip(w, g)]
        parts = [[i] for i in range(len(w))] if h["layerwise"] else [list(range(len(w)))]
        away, seen = (
            [sum(norm(arrays[i]) ** 2 for i in part) for part in parts]
            for arrays in ([wi - x for wi, x in zip(w, start)], g)
        )
        if size is None:
            wide = [sum(norm(w[i]) ** 2 for i in part) for part in parts]
            far, size = [h["repsRel"] * (1 + math.sqrt(n)) for n in wide], [h["eps"] + n for n in seen]
        else:
            far = [max(a, math.sqrt(b)) for a, b in zip(far, away)]
            size = [a + b for a, b in zip(size, seen)]
        rates = [h["lr"] * a / math.sqrt(b) for a, b in zip(far, size)]
        if step == 0 and h["initEta"]:
            rates = [h["initEta"]] * len(parts)
        rate = {i: rates[p] for p, part in enumerate(parts) for i in part}
        w = [wi - rate[i] * gi for i, (wi, gi) in enumerate(zip(w, g))]
        yield w, None


def dowg(case, w, hyper, gradients):
    """Khaled et al. 2023, algorithm 1."""
    start, far, v = list(w), None, 0.0
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(step)
        away = sum(norm(wi - x) ** 2 for wi, x in zip(w, start))
        far = max(h["eps"] if far is None else far, away)
        v += far * sum(norm(gi) ** 2 for gi in g)
        w = [wi - far / (math.sqrt(v) + h["eps"]) * gi for wi, gi in zip(w, g)]
        yield w, None


def gradient_centralization(case, w, hyper, gradients):
    """Yong et al. 2020, equation 1, after the decay: a mean for each output."""
    states = [{} for _ in w]
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(step)
        least = 4 if h["gcConvOnly"] else 2
        g = [coupled(wi, gi, h) for wi, gi in zip(w, g)]
        if h["useGc"]:
            g = [x - x.mean(axis=tuple(range(1, x.ndim)), keepdims=True) if x.ndim >= least else x for x in g]
        bare = {**h, "weightDecay": 0}
        w = [sgd(wi, gi, s, bare, step + 1) for wi, gi, s in zip(w, g, states)]
        yield w, None


def grokfast(case, w, hyper, gradients):
    """Lee et al. 2024, algorithm 2: the average starts at the first gradient."""
    states, mean = [{} for _ in w], None
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(step)
        mean = [h["alpha"] * a + (1 - h["alpha"]) * gi for a, gi in zip(mean or g, g)]
        g = [gi + h["lambda"] * a for gi, a in zip(g, mean)]
        w = [adamw(wi, gi, s, h, step + 1) for wi, gi, s in zip(w, g, states)]
        yield w, None


def asam(case, w, hyper, gradients):
    """Kwon et al. 2021, equation 7: the ball is an ellipsoid for weights, as their names say, and a ball for the rest."""
    states = [{} for _ in w]
    scaled = ["weight" in p["name"] for p in case["params"]]
    for step in range(case["steps"]):
        h, g = hyper(step), gradients(w)
        size = [numpy.abs(wi) + h["eta"] if scales else 1 for wi, scales in zip(w, scaled)]
        length = math.sqrt(sum(norm(ti * gi) ** 2 for ti, gi in zip(size, g))) + 1e-16
        g = gradients([wi + h["rho"] / length * ti * ti * gi for wi, ti, gi in zip(w, size, g)])
        w = [sgd(wi, gi, s, h, step + 1) for wi, gi, s in zip(w, g, states)]
        yield w, None


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
