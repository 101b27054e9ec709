"""L-BFGS after Nocedal & Wright 2006, algorithms 7.4 and 3.5; its details are minFunc's, as in PyTorch."""

import math

import numpy


def lbfgs(case, w, hyper, gradients):
    shape = w[0].shape
    x = w[0].ravel()
    memory, state = [], {"first": True}
    for step in range(case["steps"]):
        x = outer(x, hyper(step), memory, state, Counted(gradients, shape))
        yield [x.reshape(shape)], None


class Counted:
    """The function at flat weights: its value and flat gradient."""

    def __init__(self, gradients, shape):
        self.gradients, self.shape, self.calls = gradients, shape, 0

    def __call__(self, x):
        self.calls += 1
        value, (g,) = self.gradients([x.reshape(self.shape)])
        return value, g.ravel()


def dot(a, b):
    return float(numpy.dot(a.astype("float64"), b.astype("float64")))


def largest(x):
    return float(numpy.max(numpy.abs(x)))


def direction(g, memory):
    """Algorithm 7.4: -Hg by two loops over the pairs, H₀ = sᵀy / yᵀy of the newest."""
    q, factors = -g, []
    for s, y in reversed(memory):
        factors.append(dot(s, q) / dot(y, s))
        q = q - factors[-1] * y
    if memory:
        s, y = memory[-1]
        q = q * (dot(s, y) / dot(y, y))
    for (s, y), factor in zip(memory, reversed(factors)):
        q = q + (factor - dot(y, q) / dot(y, s)) * s
    return q


def outer(x, h, memory, state, f):
    """One step: up to maxIter directions. What lies between two of them is remembered across steps."""
    value, g = f(x)
    if largest(g) <= h["toleranceGrad"]:
        return x
    for iteration in range(1, h["maxIter"] + 1):
        if state["first"]:
            d = -g
        else:
            s, y = state["t"] * state["d"], g - state["g"]
            if dot(y, s) > 1e-10:
                memory.append((s, y))
                del memory[: -h["historySize"]]
            d = direction(g, memory)
        state["g"], before = g, value
        t = min(1, 1 / float(numpy.sum(numpy.abs(g)))) * h["lr"] if state["first"] else h["lr"]
        state["first"] = False
        slope = dot(g, d)
        state["d"], state["t"] = d, t
        if slope > -h["toleranceChange"]:
            return x
        if h["strongWolfe"]:
            value, g, t = search(lambda t: f(x + t * d), t, d, value, g, slope, h["maxEval"] - f.calls, h)
            state["t"] = t
            x = x + t * d
        else:
            x = x + t * d
            if iteration == h["maxIter"]:
                return x
            value, g = f(x)
        if (
            f.calls >= h["maxEval"]
            or largest(g) <= h["toleranceGrad"]
            or largest(t * d) <= h["toleranceChange"]
            or abs(value - before) < h["toleranceChange"]
        ):
            return x
    return x


def cubic(x1, f1, g1, x2, f2, g2, low=None, high=None):
    """Equation 3.59, within [low, high]; the middle where there is no minimum."""
    if low is None:
        low, high = sorted((x1, x2))
    a = g1 + g2 - 3 * (f1 - f2) / (x1 - x2)
    square = a * a - g1 * g2
    if square < 0:
        return (low + high) / 2
    b = math.sqrt(square)
    if x1 <= x2:
        at = x2 - (x2 - x1) * ((g2 + b - a) / (g2 - g1 + 2 * b))
    else:
        at = x1 - (x1 - x2) * ((g1 + b - a) / (g1 - g2 + 2 * b))
    return min(max(at, low), high)


def search(phi, t, d, value, g, slope, most, h, c1=1e-4, c2=0.9):
    """Algorithm 3.5, then 3.6: a step at which the strong Wolfe conditions hold, as far as `most` evaluations go."""
    size, tiny = largest(d), h["toleranceChange"]

    def look(t):
        f, g = phi(t)
        return {"t": t, "f": f, "g": g, "slope": dot(g, d)}

    def low_enough(p):
        return p["f"] <= value + c1 * p["t"] * slope

    last, p, n = {"t": 0, "f": value, "g": g, "slope": slope}, look(t), 0
    bracket = None
    while n < most:
        if not low_enough(p) or n > 1 and p["f"] >= last["f"]:
            bracket = [last, p]
            break
        if abs(p["slope"]) <= -c2 * slope:
            return p["f"], p["g"], p["t"]
        if p["slope"] >= 0:
            bracket = [last, p]
            break
        low, high = p["t"] + 0.01 * (p["t"] - last["t"]), p["t"] * 10
        at = cubic(last["t"], last["f"], last["slope"], p["t"], p["f"], p["slope"], low, high)
        last, p, n = p, look(at), n + 1
    if bracket is None:
        bracket = [{"t": 0, "f": value, "g": g, "slope": slope}, p]
    slow, best = False, (0 if bracket[0]["f"] <= bracket[1]["f"] else 1)
    while n < most:
        one, two = bracket
        if abs(two["t"] - one["t"]) * size < tiny:
            break
        at = cubic(one["t"], one["f"], one["slope"], two["t"], two["f"], two["slope"])
        low, high = sorted((one["t"], two["t"]))
        margin = 0.1 * (high - low)
        if min(high - at, at - low) < margin:
            if slow or at >= high or at <= low:
                at = high - margin if abs(at - high) < abs(at - low) else low + margin
                slow = False
            else:
                slow = True
        else:
            slow = False
        p, n = look(at), n + 1
        if not low_enough(p) or p["f"] >= bracket[best]["f"]:
            bracket[1 - best] = p
            best = 0 if bracket[0]["f"] <= bracket[1]["f"] else 1
            continue
        if abs(p["slope"]) <= -c2 * slope:
            bracket[best] = p
            break
        if p["slope"] * (bracket[1 - best]["t"] - bracket[best]["t"]) >= 0:
            bracket[1 - best] = bracket[best]
        bracket[best] = p
    p = bracket[best]
    return p["f"], p["g"], p["t"]
