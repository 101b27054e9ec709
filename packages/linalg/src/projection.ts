/** Steps without their part along the weights, where the weights' length does not matter: what AdamP and SGDP share. */

import type { FloatArray } from "@downhill/plugin";
import { dots, oneRow, type Rows, rowsOf } from "./rows.ts";

/** Room for four numbers of each row, which nothing outlasts a tensor's step in. */
let room = new Float64Array(0);

function roomFor(count: number, i: number): Float64Array {
  if (room.length < 4 * count) room = new Float64Array(4 * count);
  return room.subarray(i * count, (i + 1) * count);
}

/** Whether weights and gradient are so near to orthogonal, in all rows, that a norm of the weights seems not to matter. */
function isScaleInvariant(w: FloatArray, g: FloatArray, rows: Rows, delta: number, eps: number): boolean {
  roomFor(rows.count, 3); // before pieces of it are handed out
  const piece = (i: number) => roomFor(rows.count, i);
  const [both, ofG, ofW] = [dots(piece(0), g, w, rows), dots(piece(1), g, g, rows), dots(piece(2), w, w, rows)];
  const threshold = delta / Math.sqrt(rows.outer * rows.inner);
  for (let r = 0; r < rows.count; r++) {
    const norms = Math.max(Math.sqrt(ofG[r]!), eps) * Math.max(Math.sqrt(ofW[r]!), eps);
    if (Math.abs(both[r]!) / (norms || 1) >= threshold) return false;
  }
  return true;
}

interface Tensor {
  readonly w: FloatArray;
  readonly g: FloatArray;
  readonly shape: readonly number[];
  readonly outputAxis: number;
}

/**
 * The rows in which the weights' length seems not to matter: those of each output, else all as one. None where the largest
 * cosine of a row's weights and gradient, whose norms count as at least ε, is δ/√n or more of n elements, and none of
 * tensors of fewer than two axes.
 */
export function scaleInvariantRows({ w, g, shape, outputAxis }: Tensor, delta: number, eps: number): Rows | undefined {
  if (shape.length < 2 || w.length === 0) return undefined;
  return [rowsOf(shape, outputAxis), oneRow(w.length)].find((rows) => isScaleInvariant(w, g, rows, delta, eps));
}

/** What of each row's direction is along its weights, as a multiple of them. `scaleInvariantRows` has just been asked. */
function along(w: FloatArray, direction: (k: number) => number, { outer, count, inner }: Rows, eps: number) {
  const [ofW, pulls] = [roomFor(count, 2), roomFor(count, 3).fill(0)];
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++) for (const end = k + inner; k < end; k++) pulls[r]! += w[k]! * direction(k);
  for (let r = 0; r < count; r++) pulls[r]! /= (Math.sqrt(ofW[r]!) + eps) ** 2 || 1;
  return pulls;
}

/** u ← u - the part of u along w, row by row, of rows that `scaleInvariantRows` has just given. */
export function leaveAcross(u: FloatArray, w: FloatArray, rows: Rows, eps: number): void {
  const pulls = along(w, (k) => u[k]!, rows, eps);
  const { outer, count, inner } = rows;
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++) for (const end = k + inner; k < end; k++) u[k]! -= pulls[r]! * w[k]!;
}

/** w ← keep·w - α·(u - the part of u along w), row by row, of rows that `scaleInvariantRows` has just given. */
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
