"""Writes lapack.json: what LAPACK, by way of NumPy and SciPy, makes of matrices that are easy, hard and degenerate."""

import json
import pathlib

import numpy as np
import scipy

random = np.random.default_rng(0)


def flat(x):
    return np.asarray(x, dtype=np.float64).ravel().tolist()


def with_condition(rows, columns, condition):
    """Singular values from 1 down to 1/condition."""
    k = min(rows, columns)
    u, _ = np.linalg.qr(random.standard_normal((rows, k)))
    v, _ = np.linalg.qr(random.standard_normal((columns, k)))
    return (u * np.geomspace(1, 1 / condition, k)) @ v.T


general = {
    **{f"{m} x {n}": random.standard_normal((m, n)) for m, n in [(1, 1), (1, 7), (7, 1), (2, 2), (5, 3), (3, 5), (17, 17), (33, 20), (60, 40)]},
    "negative 1 x 1": np.array([[-2.5]]),
    "rank 2 of 9 x 6": random.standard_normal((9, 2)) @ random.standard_normal((2, 6)),
    "zero 4 x 3": np.zeros((4, 3)),
    "condition 1e10, 12 x 8": with_condition(12, 8, 1e10),
    "huge 6 x 4": 1e200 * random.standard_normal((6, 4)),
    "tiny 6 x 4": 1e-200 * random.standard_normal((6, 4)),
    "identity 5 x 5": np.eye(5),
}


def qr_of(a):
    q, r = np.linalg.qr(a)
    sign = np.where(np.diagonal(r) < 0, -1.0, 1.0)
    return {"q": flat(q * sign), "r": flat(sign[:, None] * r)}


def symmetric(a):
    return (a + a.T) / 2


def gram(rows, rank):
    a = random.standard_normal((rows, rank))
    return a @ a.T / rank


spectrum = with_condition(12, 12, 1e12)
squares = {
    **{f"{n} x {n}": symmetric(random.standard_normal((n, n))) for n in (1, 2, 3, 5, 16, 33, 60)},
    "zero": np.zeros((4, 4)),
    "identity": np.eye(6),
    "equal pairs": symmetric((lambda q: (q * np.repeat([-1.0, 2.0, 5.0], 2)) @ q.T)(np.linalg.qr(random.standard_normal((6, 6)))[0])),
    "diagonal": np.diag([3.0, -1.0, 2.0, 0.0]),
    "condition 1e12": symmetric(spectrum @ spectrum.T),
    "rank 3 of 20": gram(20, 3),
    "huge": 1e200 * symmetric(random.standard_normal((5, 5))),
    "tiny": 1e-200 * symmetric(random.standard_normal((5, 5))),
    "wilkinson 21": np.diag(np.abs(np.arange(-10.0, 11))) + np.eye(21, k=1) + np.eye(21, k=-1),
    "graded": np.fromfunction(lambda i, j: 10.0 ** -(i + j), (8, 8)),
}


def eigen_of(a):
    values, vectors = np.linalg.eigh(a)
    lead = vectors[np.argmax(np.abs(vectors), axis=0), range(len(a))]
    return {"values": flat(values), "vectors": flat(vectors * np.where(lead < 0, -1.0, 1.0))}


def inverse_root(a, p, ridge):
    """By SciPy's Schur decomposition (fractional_matrix_power), where that can: A is not singular there."""
    return flat(np.real(scipy.linalg.fractional_matrix_power(a + ridge * np.eye(len(a)), -1.0 / p)))


definite = [
    ("1 x 1", np.array([[4.0]]), 2, 0.0),
    ("7 x 7", gram(7, 20), 4, 0.0),
    ("7 x 7, p 3", gram(7, 20), 3, 1e-6),
    ("30 x 30", gram(30, 90), 4, 1e-4),
    ("p 1", gram(9, 30), 1, 0.0),
    ("p 7", gram(9, 30), 7, 0.1),
    ("rank 3 of 20", gram(20, 3), 4, 1e-3),
    ("zero", np.zeros((3, 3)), 4, 1e-2),
    ("identity", np.eye(4), 8, 0.0),
]

products = []
for rows, inner, columns in [(1, 1, 1), (1, 9, 4), (5, 3, 7), (17, 33, 9), (60, 40, 25), (4, 0, 3)]:
    a, b = random.standard_normal((rows, inner)), random.standard_normal((inner, columns))
    products.append({"rows": rows, "inner": inner, "columns": columns, "a": flat(a), "b": flat(b), "out": flat(a @ b)})


def muon(a, steps=5):
    """X after so many steps of the quintic: LAPACK's decomposition, and the polynomial of each singular value."""
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    s = s / (np.linalg.norm(a) + 1e-7)
    for _ in range(steps):
        s = 3.4445 * s - 4.7750 * s**3 + 2.0315 * s**5
    return flat((u * s) @ vt)


out = {
    "numpy": np.__version__,
    "scipy": scipy.__version__,
    "products": products,
    "qr": [{"name": n, "rows": a.shape[0], "columns": a.shape[1], "a": flat(a), **qr_of(a)} for n, a in general.items()],
    "eigh": [{"name": n, "n": len(a), "a": flat(a), **eigen_of(a)} for n, a in squares.items()],
    "inverseRoot": [{"name": n, "n": len(a), "p": p, "ridge": r, "a": flat(a), "out": inverse_root(a, p, r)} for n, a, p, r in definite],
    "muon": [{"name": n, "rows": a.shape[0], "columns": a.shape[1], "g": flat(a), "out": muon(a)} for n, a in general.items() if "tiny" not in n and "huge" not in n],
}
pathlib.Path(__file__).with_name("lapack.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
