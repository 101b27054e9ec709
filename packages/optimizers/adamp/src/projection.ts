import type { FloatArray } from "@downhill/plugin";

/** How a tensor falls into rows: the weights of one output each, wherever in memory its axis lies, or all in one. */
export interface Rows {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

const product = (lengths: readonly number[]) => lengths.reduce((product, n) => product * n, 1);

export const rowsOf = (shape: readonly number[], axis: number): Rows => ({
  outer: product(shape.slice(0, axis)),
  count: shape[axis]!,
  inner: product(shape.slice(axis + 1)),
});

export const oneRow = (length: number): Rows => ({ outer: 1, count: 1, inner: length });

/** Room for four numbers of each row, which nothing outlasts a tensor's step in. */
let room = new Float64Array(0);

function roomFor(count: number, i: number): Float64Array {
  if (room.length < 4 * count) room = new Float64Array(4 * count);
  return room.subarray(i * count, (i + 1) * count);
}

/** Each row's Σ xᵢyᵢ, in the `i`th piece of the room. */
function dots(x: FloatArray, y: FloatArray, { outer, count, inner }: Rows, i: number): Float64Array {
  const sums = roomFor(count, i).fill(0);
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++) {
      let sum = 0;
      for (const end = k + inner; k < end; k++) sum += x[k]! * y[k]!;
      sums[r]! += sum;
    }
  return sums;
}

/** Whether weights and gradient are so near to orthogonal, in all rows, that a norm of the weights seems not to matter. */
export function isScaleInvariant(w: FloatArray, g: FloatArray, rows: Rows, delta: number, eps: number): boolean {
  roomFor(rows.count, 3); // before pieces of it are handed out
  const [both, ofG, ofW] = [dots(g, w, rows, 0), dots(g, g, rows, 1), dots(w, w, rows, 2)];
  const threshold = delta / Math.sqrt(rows.outer * rows.inner);
  for (let r = 0; r < rows.count; r++) {
    const norms = Math.max(Math.sqrt(ofG[r]!), eps) * Math.max(Math.sqrt(ofW[r]!), eps);
    if (Math.abs(both[r]!) / (norms || 1) >= threshold) return false;
  }
  return true;
}

/** What of each row's direction is along its weights, as a multiple of them. `isScaleInvariant` has been asked before. */
function along(w: FloatArray, direction: (k: number) => number, { outer, count, inner }: Rows, eps: number) {
  const [ofW, pulls] = [roomFor(count, 2), roomFor(count, 3).fill(0)];
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++) for (const end = k + inner; k < end; k++) pulls[r]! += w[k]! * direction(k);
  for (let r = 0; r < count; r++) pulls[r]! /= (Math.sqrt(ofW[r]!) + eps) ** 2 || 1;
  return pulls;
}

/** w ← keep·w - α·(u - the part of u along w), row by row. */
export function moveAcross(
  w: FloatArray,
  direction: (k: number) => number,
  rows: Rows,
  { keep, alpha, eps }: { readonly keep: number; readonly alpha: number; readonly eps: number },
): void {
  const pulls = along(w, direction, rows, eps);
  const { outer, count, inner } = rows;
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++)
      for (const end = k + inner; k < end; k++) w[k] = keep * w[k]! - alpha * (direction(k) - pulls[r]! * w[k]!);
}
