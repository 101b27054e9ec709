"""
Writes searches.json: where PyTorch's strong Wolfe search looks, trial by trial, along rational functions of one number.

They are drawn at random, and kept where the search goes another way than along those before: falls, walls, poles, more
than one minimum, with few evaluations and with many, with wide tolerances and narrow ones.
"""

import json
import math
import pathlib

import numpy as np
import torch
from torch.optim.lbfgs import _strong_wolfe

torch.set_default_dtype(torch.float64)
random = np.random.default_rng(12)
CASES, LONGEST = 90, 12


def horner(coefficients, t):
    value = 0.0
    for c in reversed(coefficients):
        value = value * t + c
    return value


def rational(p, q):
    """t -> p(t) / q(t) and its derivative, of coefficients from the constant one on."""
    dp, dq = ([k * c for k, c in enumerate(x)][1:] for x in (p, q))

    def at(t):
        f = horner(p, t) / horner(q, t)
        return f, (horner(dp, t) - f * horner(dq, t)) / horner(q, t)

    return at


def search(case):
    """The trials t, and the one returned."""
    function, trials = rational(case["p"], case["q"]), []

    def look(x, t, d):
        trials.append(float(t))
        f, slope = function(float(t))
        return f, torch.tensor([slope / case["size"]])

    f, slope = function(0.0)
    _, _, t, evaluations = _strong_wolfe(
        look,
        None,
        case["first"],
        torch.tensor([case["size"]]),
        f,
        torch.tensor([slope / case["size"]]),
        torch.tensor(slope),
        tolerance_change=case["tolerance"],
        max_ls=case["most"],
    )
    assert evaluations == len(trials)
    return trials, float(t)


def cubic(f, slope, t, at, there):
    """The cubic with this value and slope at 0, and those at t."""
    rest, bend = at - f - slope * t, (there - slope) * t
    return [f, slope, (3 * rest - bend) / t**2, (bend - 2 * rest) / t**3]


def chosen():
    given = {"q": [1.0], "first": 3.0, "most": 25, "size": 1.0, "tolerance": 1e-9}
    # Values a little below and above what the first condition asks for, c1 = 1e-4, where the second one holds.
    for share in (0.6e-4, 1.5e-4):
        yield {**given, "p": cubic(1.0, -2.0, 3.0, 1.0 - share * 3.0 * 2.0, 1.7)}
    # Falling at its third trial, and yet higher than at its second.
    yield {**given, "p": [0.33, -0.28, 0.15, 0.54], "q": [1.0, 0.0, 8.9], "first": 0.3}
    # So high that the cubic's minimum is where it starts, in this arithmetic.
    yield {**given, "p": [1.0, -1.0, 3e18, -2e18], "first": 1.0, "most": 4}


def drawn():
    p = [float(f"{x:.2g}") for x in random.standard_normal(random.integers(3, 10))]
    p[1] = -abs(p[1])
    return {
        "p": p,
        "q": [[1.0], [1.0, 0.0, float(f"{random.uniform(0.1, 9):.2g}")]][random.integers(2)],
        "first": [0.05, 0.3, 1.0, 4.0][random.integers(4)],
        "most": [0, 1, 2, 4, 25][random.choice(5, p=[0.05, 0.1, 0.15, 0.2, 0.5])],
        "size": [0.5, 1.0, 3.0][random.integers(3)],
        "tolerance": [1e-9, 0.05, 0.4][random.choice(3, p=[0.6, 0.2, 0.2])],
    }


def certain(case):
    """Whether the last place of the first trial changes nothing, and no value is one that both conditions call another."""
    trials, _ = search(case)
    moved, _ = search({**case, "first": math.nextafter(case["first"], 9)})
    same = len(trials) == len(moved) and np.allclose(trials, moved, rtol=1e-12, atol=0)
    function = rational(case["p"], case["q"])
    f, slope = function(0.0)
    lower = all(not f + 1e-4 * t * slope < function(t)[0] <= f + 1e-9 for t in trials)
    return same and lower and slope < 0 and max(map(abs, trials)) < 1e3


def way(case):
    """Which way the search goes: how each trial lies to the one before, and which is returned."""
    trials, t = search(case)
    ratios = [math.floor(8 * math.log(b / a)) if b > 0 < a else 0 for a, b in zip(trials, trials[1:])]
    return (len(trials), t == 0, len(trials) - trials.index(t) if t in trials else 0, *[min(9, abs(x)) * (x > 0) for x in ratios])


def cases():
    seen = set()
    for case in chosen():
        trials, t = search(case)
        yield {**case, "trials": trials, "returned": t}
    while len(seen) < CASES:
        case = drawn()
        if rational(case["p"], case["q"])(0.0)[1] >= 0 or not certain(case):
            continue
        trials, t = search(case)
        if len(trials) > LONGEST or way(case) in seen:
            continue
        if len(trials) == 1 and random.uniform() < 0.8:
            continue
        seen.add(way(case))
        yield {**case, "trials": trials, "returned": t}


if __name__ == "__main__":
    reference = {"reference": "torch.optim.lbfgs._strong_wolfe", "referenceVersion": f"torch {torch.__version__}"}
    lines = ",\n".join(json.dumps(case) for case in cases())
    text = f'{json.dumps(reference)[:-1]},\n"cases": [\n{lines}\n]}}\n'
    (pathlib.Path(__file__).parent / "searches.json").write_text(text)
