"""Writes statistics.json: what SciPy and statsmodels make of the samples in it, for src/statistics/statistics.test.ts.

Usage: python statistics.py     (needs SciPy 1.15 or later, and statsmodels for Holm's correction)

A miss is null: infinite among values, and for the signed ranks a number larger than all others.
"""

import json
import sys
from itertools import product
from pathlib import Path

# Beside this file there is a numpy.py, and this one is called as a module of Python's: neither must be found.
here = Path(__file__).resolve().parent
sys.path = [p for p in sys.path if Path(p).resolve() != here]
import numpy as np  # noqa: E402
import scipy  # noqa: E402
from scipy import stats  # noqa: E402
from statsmodels.stats.multitest import multipletests  # noqa: E402

stream = np.random.RandomState(15)


def wilson():
    for runs in (1, 3, 10, 20, 100):
        for hits in sorted({0, 1, runs // 2, runs - 1, runs}):
            interval = stats.binomtest(hits, runs).proportion_ci(0.95, method="wilson")
            yield {"hits": hits, "of": runs, "low": interval.low, "high": interval.high}


def finite(x):
    return None if np.isinf(x) else float(x)


def samples():
    yield [17.0]
    yield [4.0, 9.0]
    yield [5.0, 1.0, 3.0]
    yield [2.0, 8.0, 8.0, 31.0, 40.0]
    yield [7.0, 7.0, 7.0, 7.0]
    yield [12.0, np.inf, 40.0, 13.0, np.inf, 22.0]
    yield [np.inf] * 4
    for n in (7, 8):
        yield stream.randint(1, 1000, n).astype(float).tolist()


def medians():
    """Every resample there is, and SciPy's inverted distribution function of their medians."""
    for values in samples():
        n = len(values)
        middles = np.sort(np.array(list(product(values, repeat=n))) if n <= 6 else all_resamples(values), axis=1)
        # In halves: the mean of a miss and a hit is a miss, without a warning.
        pairs = middles[:, (n - 1) // 2], middles[:, n // 2]
        resampled = np.where(pairs[0] == pairs[1], pairs[0], (pairs[0] + pairs[1]) / 2)
        ordered = np.sort(values)
        low, high = np.quantile(resampled, [0.025, 0.975], method="inverted_cdf")
        median = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
        yield {"values": [finite(x) for x in values], "median": finite(median), "low": finite(low), "high": finite(high)}


def all_resamples(values):
    index = np.indices([len(values)] * len(values), dtype=np.int8).reshape(len(values), -1).T
    return np.array(values)[index]


def larger():
    """More values than all resamples can be made of: SciPy's own bootstrap, which draws them."""
    for n in (10, 15, 20, 31):
        values = np.round(np.exp(stream.randn(n)) * 300)
        options = {"n_resamples": 200_000, "method": "percentile", "batch": 2000, "rng": np.random.default_rng(1)}
        result = stats.bootstrap((values,), np.median, **options)
        yield {"values": values.tolist(), "low": result.confidence_interval.low, "high": result.confidence_interval.high}


def pairs():
    yield [1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 4.5, 3.5, 9.0, 5.25]
    yield [10.0] * 6, [9.0, 8.0, 7.0, 6.0, 5.0, 4.0]
    # Ties and equal differences.
    yield [10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0], [10.0, 18.0, 32.0, 37.0, 47.0, 57.0, 73.0]
    # Misses: the largest differences, and ties among themselves.
    yield [100.0, None, None, 250.0, 300.0, None, 90.0, 80.0], [120.0, 150.0, None, 200.0, None, None, 95.0, 60.0]
    yield [None, None, None], [None, None, None]
    for n in (10, 12):
        yield stream.randint(1, 60, n).astype(float).tolist(), stream.randint(1, 60, n).astype(float).tolist()
    # Without equal differences, up to SciPy's largest exact one.
    for n in (20, 50):
        yield stream.permutation(1000)[:n].astype(float).tolist(), (stream.permutation(1000)[:n] + stream.permutation(n) / n).tolist()


def signed_ranks():
    for first, second in pairs():
        x, y = (np.array([1e9 if v is None else v for v in side]) for side in (first, second))
        d = (x - y)[x != y]
        if len(d) == 0:
            yield {"first": first, "second": second, "pairs": 0, "greater": 0, "p": 1}
            continue
        # A miss against a hit is one size, whatever the hit.
        d = np.where(np.abs(d) > 1e8, np.sign(d) * 1e9, d)
        equal = len(set(np.abs(d))) < len(d)
        method = stats.PermutationMethod(n_resamples=np.inf) if equal else "exact"
        p = stats.wilcoxon(d, zero_method="wilcox", method=method).pvalue
        greater = stats.wilcoxon(d, alternative="greater", method="exact" if not equal else method).statistic
        yield {"first": first, "second": second, "pairs": len(d), "greater": greater, "p": p}


def holms():
    for ps in ([0.01, 0.04, 0.03, 0.005], [0.5], [0.2, 0.2, 0.01, 1.0], stream.rand(11).round(4).tolist()):
        yield {"ps": ps, "adjusted": multipletests(ps, method="holm")[1].tolist()}


def discoveries():
    for ps in ([0.01, 0.04, 0.03, 0.005], [0.5], [0.2, 0.2, 0.01, 1.0], stream.rand(11).round(4).tolist()):
        yield {"ps": ps, "adjusted": stats.false_discovery_control(ps).tolist()}


made = {"wilson": wilson(), "medians": medians(), "larger": larger(), "signedRanks": signed_ranks(), "holm": holms()}
made["discoveries"] = discoveries()
about = f'{{"about": "made by statistics.py", "scipy": "{scipy.__version__}"'
parts = [f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]" for name, cases in made.items()]
(here / "statistics.json").write_text(",\n".join([about, *parts]) + "}\n")
