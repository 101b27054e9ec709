"""Prints the coefficients of normal-cdf.ts, P(t) = Phi(-a) * exp(a^2 / 2) / t with t = 1 / (1 + a / 5), 0 <= a <= 15.

Usage: python normal-cdf.py   (needs mpmath and numpy)
A least-squares fit at Chebyshev nodes, its weights raised where the error is large: nearly the minimax polynomial.
"""

import numpy as np
from mpmath import erfc, exp, mp, mpf, sqrt

mp.dps = 40
LARGEST, SCALE, DEGREE = 15, 5, 11
LOWEST = 1 / (1 + LARGEST / SCALE)


def scaled(a):
    """Phi(-a) * exp(a^2 / 2)."""
    return erfc(a / sqrt(2)) / 2 * exp(a * a / 2)


nodes = np.cos(np.pi * (np.arange(400) + 0.5) / 400)
t = (1 + LOWEST) / 2 + (1 - LOWEST) / 2 * nodes
exact = np.array([float(scaled(mpf(SCALE) * (1 / mpf(v) - 1)) / mpf(v)) for v in t])
basis = np.polynomial.chebyshev.chebvander(nodes, DEGREE)
weights = 1 / exact
for _ in range(60):
    fit = np.linalg.lstsq(basis * weights[:, None], exact * weights, rcond=None)[0]
    error = np.abs(basis @ fit / exact - 1)
    weights = weights * (error + 1e-3 * error.max()) ** 0.3
power = np.polynomial.Chebyshev(fit, domain=[LOWEST, 1]).convert(kind=np.polynomial.Polynomial).coef
print("largest relative error: 2^%.1f" % np.log2(np.abs(np.polynomial.polynomial.polyval(t, power) / exact - 1).max()))
for coefficient in power:
    print(repr(float(coefficient)))
