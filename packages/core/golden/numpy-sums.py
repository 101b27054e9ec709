"""Writes numpy-sums.json: what np.sum gives in float32, along rows and down a single column.

The numbers that are summed are not stored: element i is the float32 of m * 2**e with
m = (i * 2654435761 mod 2**32) - 2**31 and e = (i * 40503 mod 24) - 40, so that the order of the additions shows.
"""

import json
import pathlib

import numpy as np

ROWS = 5


def numbers(count):
    return np.array(
        [((i * 2654435761) % 2**32 - 2**31) * 2.0 ** ((i * 40503) % 24 - 40) for i in range(count)], dtype=np.float32
    )


widths = [*range(2, 41), 127, 128, 129, 200, 300, 1000]
rows = {w: np.sum(numbers(ROWS * w).reshape(ROWS, w), axis=1, keepdims=True).ravel().tolist() for w in widths}
column = {n: float(np.sum(numbers(n).reshape(n, 1), axis=0)[0]) for n in (5, 8, 100, 300)}
columns = {n: np.sum(numbers(n * 3).reshape(n, 3), axis=0).tolist() for n in (5, 8, 100, 300)}
out = {"numpy": np.__version__, "rows": rows, "column": column, "columns": columns}
pathlib.Path(__file__).with_name("numpy-sums.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")
