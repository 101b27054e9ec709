import { type Cover, coverRows } from "@downhill/linalg/loops";
import type { FloatArray } from "@downhill/plugin";

interface Tensor {
  readonly g: FloatArray;
  readonly m: FloatArray;
  /** The numbers of each axis, one axis after the other. */
  readonly mu: FloatArray;
  readonly shape: readonly number[];
}

/** Room for μ and for the next: nothing outlasts a tensor's step in it. */
let room = new Float64Array(0);

/**
 * Moves the momentum, and each axis' μ to the largest ν in its slices, of a tensor of two and more axes: its rows lie along the
 * last axis, and each has the least μ of the other axes for its own.
 */
export function accumulate({ g, m, mu, shape }: Tensor, cover: Cover): void {
  if (!g.length) return;
  const columns = shape.at(-1)!;
  const rows = g.length / columns;
  const last = mu.length - columns;
  const length = 2 * (rows + columns) + last;
  if (room.length < length) room = new Float64Array(length);
  const part = (from: number, size: number) => room.subarray(from, from + size).fill(0);
  const now = { byRow: part(0, rows).fill(Infinity), byColumn: part(rows, columns) };
  const next = { byRow: part(rows + columns, rows), byColumn: part(2 * rows + columns, columns) };
  const others = part(2 * (rows + columns), last);

  /** The row, and the place among the numbers of an axis before the last, of everywhere that they meet. */
  const meet = (act: (row: number, at: number) => void) => {
    for (let axis = 0, first = 0, behind = rows; axis < shape.length - 1; first += shape[axis++]!) {
      behind /= shape[axis]!;
      for (let row = 0; row < rows; )
        for (let i = first; i < first + shape[axis]!; i++) for (const end = row + behind; row < end; row++) act(row, i);
    }
  };
  meet((row, at) => {
    now.byRow[row] = Math.min(now.byRow[row]!, mu[at]!);
  });
  now.byColumn.set(mu.subarray(last));
  coverRows(g, m, now, next, cover, { rows, columns });
  meet((row, at) => {
    others[at] = Math.max(others[at]!, next.byRow[row]!);
  });
  mu.set(others);
  mu.set(next.byColumn, last);
}
