"""Prints the coefficients of narrow-gelu.ts: Phi(-a) * exp(a^2 / 2) = N(a) / D(a), D(0) = 1, for 0 <= a <= 13.26.

Usage: python normal-cdf.py   (needs mpmath and numpy)
A least-squares fit of N - D * (what it should be), its weights raised where the error is large: nearly minimax.
"""

import numpy as np
from mpmath import erfc, exp, mp, mpf, sqrt

mp.dps = 40
LARGEST, ABOVE, BELOW = 13.26, 4, 5


def scaled(a):
    """Phi(-a) * exp(a^2 / 2)."""
    return erfc(a / sqrt(2)) / 2 * exp(a * a / 2)


nodes = LARGEST * (1 - np.cos(np.pi * (np.arange(1500) + 0.5) / 1500)) / 2
a = np.concatenate([nodes, np.linspace(0, 3, 500)])
exact = np.array([float(scaled(mpf(v))) for v in a])
basis = np.hstack([np.vander(a, ABOVE + 1, increasing=True), -exact[:, None] * np.vander(a, BELOW + 1, increasing=True)[:, 1:]])
size = np.abs(basis).max(0)
weights, denominator, best = np.ones_like(a) / len(a), np.ones_like(a), (np.inf, None)
for _ in range(400):
    scale = np.sqrt(weights) / (exact * denominator)
    fit = np.linalg.lstsq(basis / size * scale[:, None], exact * scale, rcond=1e-15)[0] / size
    above, below = fit[: ABOVE + 1], np.concatenate([[1], fit[ABOVE + 1 :]])
    denominator = np.polynomial.polynomial.polyval(a, below)
    error = np.abs(np.polynomial.polynomial.polyval(a, above) / denominator / exact - 1)
    best = min(best, (error.max(), [*above, *below]), key=lambda each: each[0])
    weights = weights * (error / error.max() + 1e-3)
    weights /= weights.sum()
print("largest relative error: 2^%.1f" % np.log2(best[0]))
for coefficient in best[1]:
    print(repr(float(coefficient)))
