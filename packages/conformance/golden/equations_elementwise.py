"""The published equations of what treats each element alone. As equations.py has them."""

import math

import numpy

from equations import average, coupled, moments, norm, zeros


def adadelta(w, g, s, h, t):
    """Zeiler 2012, algorithm 1."""
    g = coupled(w, g, h)
    v = average(s, "v", g * g, h["rho"])
    step = numpy.sqrt(s.get("d", zeros(w)) + h["eps"]) / numpy.sqrt(v + h["eps"]) * g
    average(s, "d", step * step, h["rho"])
    return w - h["lr"] * step


def adamax(w, g, s, h, t):
    """Kingma & Ba 2015, algorithm 2, with PyTorch's ε inside the maximum."""
    g = coupled(w, g, h)
    m = average(s, "m", g, h["beta1"])
    s["u"] = numpy.maximum(h["beta2"] * s.get("u", zeros(w)), numpy.abs(g) + h["eps"])
    return w - h["lr"] / (1 - h["beta1"] ** t) * m / s["u"]


def amsgrad(w, g, s, h, t):
    """Reddi et al. 2018, algorithm 2, corrected; the maximum is of what is not."""
    if h["decoupledWeightDecay"]:
        w = w - h["lr"] * h["weightDecay"] * w
    else:
        g = coupled(w, g, h)
    m, v = moments(g, s, h)
    s["top"] = numpy.maximum(v, s.get("top", zeros(w)))
    return w - h["lr"] * (m / (1 - h["beta1"] ** t)) / (numpy.sqrt(s["top"] / (1 - h["beta2"] ** t)) + h["eps"])


def rprop(w, g, s, h, t):
    """Igel & Hüsken 2000, iRprop-; the first step's size is the rate at the start."""
    product = numpy.sign(g * s.get("g", zeros(w)))
    size = s.get("size", zeros(w) + h["lr"]) * numpy.choose(
        (product + 1).astype(int), (h["etaMinus"], 1.0, h["etaPlus"])
    ).astype(w.dtype)
    s["size"] = numpy.clip(size, h["stepMin"], h["stepMax"])
    s["g"] = numpy.where(product < 0, 0, g)
    return w - numpy.sign(s["g"]) * s["size"]


def asgd(w, g, s, h, t):
    """Polyak & Juditsky 1992 with Bottou's rates, as in PyTorch: those of a step are made by the one before."""
    rate, share = s.get("rate", h["lr"]), s.get("share", 1)
    w = w - rate * h["lambd"] * w - rate * coupled(w, g, h)
    mean = s.get("evaluated", zeros(w))
    s["evaluated"] = w if share == 1 else mean + share * (w - mean)
    s["rate"] = h["lr"] / (1 + h["lambd"] * h["lr"] * t) ** h["alpha"]
    s["share"] = 1 / max(1, t - h["t0"])
    return w


def adabelief(w, g, s, h, t):
    """Zhuang et al. 2020, algorithm 2; timm rectifies as RAdam does, from 5 on."""
    if h["decoupledDecay"]:
        w = w - (1 if h["fixedDecay"] else h["lr"]) * h["weightDecay"] * w
    else:
        g = coupled(w, g, h)
    b1, b2 = h["beta1"], h["beta2"]
    m = average(s, "m", g, b1)
    v = s["v"] = average(s, "v", (g - m) ** 2, b2) + h["eps"]
    if h["amsgrad"]:
        s["top"] = numpy.maximum(v, s.get("top", zeros(w)))
    if not h["rectify"]:
        v = s["top"] if h["amsgrad"] else v
        return w - h["lr"] / (1 - b1**t) * m / (numpy.sqrt(v) / math.sqrt(1 - b2**t) + h["eps"])
    most = 2 / (1 - b2) - 1
    rho = most - 2 * t * b2**t / (1 - b2**t)
    if rho >= 5:
        r = math.sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho))
        return w - h["lr"] * r * math.sqrt(1 - b2**t) / (1 - b1**t) * m / (numpy.sqrt(v) + h["eps"])
    return w - h["lr"] / (1 - b1**t) * m if h["degeneratedToSgd"] else w


def adan(w, g, s, h, t):
    """Xie et al. 2022, algorithm 1; the betas are one minus the paper's."""
    change = g - s.get("g", g)
    s["g"] = g
    m, v = average(s, "m", g, h["beta1"]), average(s, "v", change, h["beta2"])
    n = average(s, "n", (g + h["beta2"] * change) ** 2, h["beta3"])
    u = m / (1 - h["beta1"] ** t) + h["beta2"] * v / (1 - h["beta2"] ** t)
    u = u / (numpy.sqrt(n / (1 - h["beta3"] ** t)) + h["eps"])
    decay = h["lr"] * h["weightDecay"]
    return (1 - decay) * w - h["lr"] * u if h["noProx"] else (w - h["lr"] * u) / (1 + decay)


def laprop(w, g, s, h, t):
    """Ziyin et al. 2020, algorithm 1: the rate is in the momentum; the decay is of the new weights."""
    v = average(s, "v", g * g, h["beta2"]) / (1 - h["beta2"] ** t)
    m = average(s, "m", h["lr"] * g / (numpy.sqrt(v) + h["eps"]), h["beta1"])
    s["c"] = h["beta1"] * s.get("c", 0) + (1 - h["beta1"]) * h["lr"]
    w = w - (h["lr"] / s["c"] if s["c"] else 0) * m
    return w - h["lr"] * h["weightDecay"] * w


def lion(w, g, s, h, t):
    """Chen et al. 2023, program 1."""
    u = numpy.sign(h["beta1"] * s.get("m", zeros(w)) + (1 - h["beta1"]) * g)
    average(s, "m", g, h["beta2"])
    return w - h["lr"] * (u + h["weightDecay"] * w)


def mars(w, g, s, h, t):
    """Yuan et al. 2024, algorithm 2; timm's first step has no correction, and vectors get AdamW's."""
    if w.ndim < 2 and not h["optimize1d"]:
        m, v = average(s, "m", g, h["beta1_1d"]), average(s, "v", g * g, h["beta2_1d"])
        root = numpy.sqrt(v / (1 - h["beta2_1d"] ** t)) + h["eps"]
        return w - h["lr"] * h["lr1dFactor"] * (m / (1 - h["beta1_1d"] ** t) / root + h["weightDecay"] * w)
    c = g
    if t > 1:
        c = g + h["gamma"] * h["beta1"] / (1 - h["beta1"]) * (g - s["g"])
        c = c / max(1, norm(c))
    s["g"] = g
    m = average(s, "m", c, h["beta1"])
    if h["lion"]:
        return w - h["lr"] * (h["weightDecay"] * w + numpy.sign(m))
    v = average(s, "v", c * c, h["beta2"])
    u = m / (1 - h["beta1"] ** t) / (numpy.sqrt(v / (1 - h["beta2"] ** t)) + h["eps"])
    return w - h["lr"] * (h["weightDecay"] * w + u)


def nadamw(w, g, s, h, t):
    """Dozat 2016 without a schedule, with decoupled decay: Choi et al. 2019, table 1."""
    m, v = moments(g, s, h)
    u = (h["beta1"] * m + (1 - h["beta1"]) * g) / (1 - h["beta1"] ** t)
    return w - h["lr"] * (h["weightDecay"] * w + u / (numpy.sqrt(v / (1 - h["beta2"] ** t)) + h["eps"]))


def ademamix(w, g, s, h, t):
    """Pagliardini et al. 2024, algorithm 1, with its schedules of α and β₃."""
    b3, alpha = h["beta3"], h["alpha"]
    if t < h["tBeta3Warmup"]:
        part, low, high = t / h["tBeta3Warmup"], math.log(h["beta1"]), math.log(b3)
        b3 = math.exp(low * high / ((1 - part) * high + part * low))
    if t < h["tAlphaWarmup"]:
        alpha = alpha * t / h["tAlphaWarmup"]
    m, v = moments(g, s, h)
    slow = average(s, "slow", g, b3)
    root = numpy.sqrt(v / (1 - h["beta2"] ** t) + h["epsRoot"]) + h["eps"]
    return w - h["lr"] * ((m / (1 - h["beta1"] ** t) + alpha * slow) / root + h["weightDecay"] * w)


def adopt(w, g, s, h, t):
    """Taniguchi et al. 2024, algorithm 2, with timm's decay: the first gradient is only seen, its penalty too."""
    if not h["decoupled"]:
        g = coupled(w, g, h)
    if t == 1:
        s["v"] = g * g
        return w
    u = g / numpy.maximum(numpy.sqrt(s["v"]), h["eps"])
    if h["clip"]:
        most = (t - 1) ** h["clipExp"]
        u = numpy.clip(u, -most, most)
    average(s, "v", g * g, h["beta2"])
    decay = h["weightDecay"] * w if h["decoupled"] else 0
    return w - h["lr"] * (average(s, "m", u, h["beta1"]) + decay)


def cautious_weight_decay(w, g, s, h, t):
    """Chen et al. 2025, algorithm 1, around Adam: only what the step does not enlarge decays."""
    m, v = moments(g, s, h)
    u = (m / (1 - h["beta1"] ** t)) / (numpy.sqrt(v / (1 - h["beta2"] ** t)) + h["eps"])
    return w - h["lr"] * (u + h["weightDecay"] * (numpy.sign(u) * numpy.sign(w) >= 0) * w)


def signum(w, g, s, h, t):
    """Bernstein et al. 2018, algorithm 2, with AdamW's decay."""
    return w - h["lr"] * (numpy.sign(average(s, "m", g, h["momentum"])) + h["weightDecay"] * w)


def sophia(w, g, s, h, t):
    """Liu et al. 2023, algorithm 3; Optax corrects m, and a new h counts from the next step on."""
    m = average(s, "m", g, h["beta1"]) / (1 - h["beta1"] ** t)
    u = m / numpy.maximum(h["gamma"] * s.get("h", zeros(w)), h["eps"])
    if h["clipThreshold"]:
        u = numpy.clip(u, -h["clipThreshold"], h["clipThreshold"])
    if "hessian" in h:
        average(s, "h", h["hessian"], h["beta2"])
    return w - h["lr"] * (u + h["weightDecay"] * w)


def yogi(w, g, s, h, t):
    """Zaheer et al. 2018, algorithm 2; Optax corrects both, and m starts where v does."""
    start = zeros(w) + h["initialAccumulatorValue"]
    m = s["m"] = h["beta1"] * s.get("m", start) + (1 - h["beta1"]) * g
    v = s.get("v", start)
    v = s["v"] = v - (1 - h["beta2"]) * numpy.sign(v - g * g) * g * g
    root = numpy.sqrt(v / (1 - h["beta2"] ** t) + h["epsRoot"]) + h["eps"]
    return w - h["lr"] * (m / (1 - h["beta1"] ** t) / root + h["weightDecay"] * w)


def adabound(w, g, s, h, t):
    """Luo et al. 2019, algorithm 1, with Adam's corrections inside the bounds; AdaBoundW's decay is without the rate."""
    start = s.setdefault("lr", h["lr"])
    decay = h["weightDecay"] * w if h["decoupledWeightDecay"] else 0
    m, v = moments(g if h["decoupledWeightDecay"] else coupled(w, g, h), s, h)
    if h["amsbound"]:
        v = s["top"] = numpy.maximum(v, s.get("top", zeros(w)))
    size = h["lr"] * math.sqrt(1 - h["beta2"] ** t) / (1 - h["beta1"] ** t)
    final = h["finalLr"] * h["lr"] / start
    low, high = final * (1 - 1 / (h["gamma"] * t + 1)), final * (1 + 1 / (h["gamma"] * t))
    return w - numpy.clip(size / (numpy.sqrt(v) + h["eps"]), low, high) * m - decay


def aggmo(w, g, s, h, t):
    """Lucas et al. 2019, equation 4."""
    g, k, total = coupled(w, g, h), h["numBetas"], 0
    for j in range(k):
        s[j] = h[f"beta{j + 1}"] * s.get(j, zeros(w)) + g
        total = total + s[j]
    return w - h["lr"] / k * total


def diffgrad(w, g, s, h, t):
    """Dubey et al. 2020, equations 9 to 13, with Adam's uncorrected ε."""
    g = coupled(w, g, h)
    m, v = moments(g, s, h)
    friction = 1 / (1 + numpy.exp(-numpy.abs(s.get("g", zeros(w)) - g)))
    s["g"] = g
    rate = h["lr"] * math.sqrt(1 - h["beta2"] ** t) / (1 - h["beta1"] ** t)
    return w - rate * friction * m / (numpy.sqrt(v) + h["eps"])


def qhadam(w, g, s, h, t):
    """Ma & Yarats 2019, algorithm 2."""
    if h["decoupledWeightDecay"]:
        w = w - h["lr"] * h["weightDecay"] * w
    else:
        g = coupled(w, g, h)
    m, v = moments(g, s, h)
    m, v = m / (1 - h["beta1"] ** t), v / (1 - h["beta2"] ** t)
    root = numpy.sqrt((1 - h["nu2"]) * g * g + h["nu2"] * v) + h["eps"]
    return w - h["lr"] * ((1 - h["nu1"]) * g + h["nu1"] * m) / root


def simplified_ademamix(w, g, s, h, t):
    """Morwani et al. 2025, algorithm 1: a sum of gradients; its decay's half-life grows linearly in the warm-up."""
    b1 = h["beta1"]
    if t < h["beta1Warmup"]:
        part = t / h["beta1Warmup"]
        low, high = (math.log(0.5) / math.log(b + 1e-8) - 1 for b in (h["minBeta1"], b1))
        b1 = 0.5 ** (1 / ((1 - part) * low + part * high + 1))
    m = s["m"] = b1 * s.get("m", zeros(w)) + g
    s["count"] = b1 * s.get("count", 0) + 1
    v, left = average(s, "v", g * g, h["beta2"]), math.sqrt(1 - h["beta2"] ** t)
    u = (h["alpha"] * g + m) / (numpy.sqrt(v) + h["eps"] * left)
    u = u * (left if h["biasCorrection2"] else 1) / (s["count"] if h["biasCorrection1"] else 1)
    return w - h["lr"] * (u + h["weightDecay"] * w)


def tiger(w, g, s, h, t):
    """Su 2023: the sign of an average; decoupled decay comes first, with or without the rate."""
    if h["decoupledWeightDecay"]:
        w = w - (1 if h["fixedDecay"] else h["lr"]) * h["weightDecay"] * w
    else:
        g = coupled(w, g, h)
    return w - h["lr"] * numpy.sign(average(s, "m", g, h["beta"]))
