/** Steps without their part along the weights, where the weights' length does not matter: what AdamP and SGDP share. */

import type { FloatArray } from "@downhill/plugin";
import { dots, type Lines, moveAcross as moveByKernels, pulls as pullsByKernels } from "./across.ts";
import { oneRow, type Rows, rowsOf } from "./rows.ts";

interface Tensor {
  readonly w: FloatArray;
  readonly g: FloatArray;
  readonly shape: readonly number[];
  readonly outputAxis: number;
}

/** A direction, stays·m + ahead·g, by √v + floor where there is a v: 0 where that is 0. */
export interface Direction {
  readonly m: FloatArray;
  readonly g: FloatArray;
  readonly v?: FloatArray | undefined;
  readonly stays: number;
  readonly ahead: number;
  readonly floor: number;
}

/** Room for seven numbers of each row, which nothing outlasts a tensor's step in. */
let room = /* @__PURE__ */ new Float64Array(0);

const roomFor = (count: number, i: number) => room.subarray(i * count, (i + 1) * count);

/** The matrices that make a tensor up, in which its rows are rows, or columns; and what of an array of them all is one's. */
function matrices({ outer, count, inner }: Rows): { lines: Lines; parts: readonly ((x: FloatArray) => FloatArray)[] } {
  const perRow = inner > 1 || outer === 1;
  const lines = perRow ? { rows: count, columns: inner, perRow } : { rows: outer, columns: count, perRow };
  const size = lines.rows * lines.columns;
  const parts = Array.from(
    { length: perRow ? outer : 1 },
    (_, i) => (x: FloatArray) => x.subarray(i * size, (i + 1) * size),
  );
  return { lines, parts };
}

/** Whether weights and gradient are so near to orthogonal, in all rows, that a norm of the weights seems not to matter. */
function isScaleInvariant(w: FloatArray, g: FloatArray, rows: Rows, delta: number, eps: number): boolean {
  const { outer, count, inner } = rows;
  if (room.length < 7 * count) room = new Float64Array(7 * count);
  const [both, ofG, ofW] = [roomFor(count, 0).fill(0), roomFor(count, 1).fill(0), roomFor(count, 2).fill(0)];
  const { lines, parts } = matrices(rows);
  for (const of of parts) {
    // Each matrix has sums of its own, which are added then.
    const own = { xy: roomFor(count, 4).fill(0), xx: roomFor(count, 5).fill(0), yy: roomFor(count, 6).fill(0) };
    dots(own, of(g), of(w), lines);
    for (let r = 0; r < count; r++) {
      both[r]! += own.xy[r]!;
      ofG[r]! += own.xx[r]!;
      ofW[r]! += own.yy[r]!;
    }
  }
  const threshold = delta / Math.sqrt(outer * inner);
  for (let r = 0; r < count; r++) {
    const norms = Math.max(Math.sqrt(ofG[r]!), eps) * Math.max(Math.sqrt(ofW[r]!), eps);
    if (Math.abs(both[r]!) / (norms || 1) >= threshold) return false;
  }
  return true;
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

/** What of each row of u is along its weights, as a multiple of them. `scaleInvariantRows` has just been asked. */
function pullsOf(
  w: FloatArray,
  { m, g, v, stays, ahead, floor }: Direction,
  { outer, count, inner }: Rows,
  eps: number,
): Float64Array {
  const [ofW, pulls] = [roomFor(count, 2), roomFor(count, 3).fill(0)];
  if (v) {
    const { lines, parts } = matrices({ outer, count, inner });
    for (const of of parts) pullsByKernels(pulls, of(w), { m: of(m), g: of(g), v: of(v), stays, ahead, floor }, lines);
  } else
    for (let o = 0, k = 0; o < outer; o++)
      for (let r = 0; r < count; r++)
        for (const end = k + inner; k < end; k++) pulls[r]! += w[k]! * (stays * m[k]! + ahead * g[k]!);
  for (let r = 0; r < count; r++) {
    const length = Math.sqrt(ofW[r]!) + eps;
    pulls[r]! /= length * length || 1;
  }
  return pulls;
}

/** u ← u - the part of u along w, row by row, of rows that `scaleInvariantRows` has just given. */
export function leaveAcross(u: FloatArray, w: FloatArray, rows: Rows, eps: number): void {
  const pulls = pullsOf(w, { m: u, g: u, stays: 1, ahead: 0, floor: 0 }, rows, eps);
  const { outer, count, inner } = rows;
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++) for (const end = k + inner; k < end; k++) u[k]! -= pulls[r]! * w[k]!;
}

/** w ← keep·w - α·(u - the part of u along w), row by row, of rows that `scaleInvariantRows` has just given. */
export function moveAcross(
  w: FloatArray,
  u: Direction,
  rows: Rows,
  { keep, alpha, eps }: { readonly keep: number; readonly alpha: number; readonly eps: number },
): void {
  const pulls = pullsOf(w, u, rows, eps);
  const { m, g, v, stays, ahead, floor } = u;
  if (v) {
    const { lines, parts } = matrices(rows);
    for (const of of parts)
      moveByKernels(of(w), { m: of(m), g: of(g), v: of(v), stays, ahead, floor }, pulls, { keep, alpha }, lines);
    return;
  }
  const { outer, count, inner } = rows;
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++)
      for (const end = k + inner; k < end; k++) {
        const across = stays * m[k]! + ahead * g[k]! - pulls[r]! * w[k]!;
        w[k] = keep * w[k]! - alpha * across;
      }
}
