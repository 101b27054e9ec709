/** Steps without their part along the weights, where the weights' length does not matter: what AdamP and SGDP share. */

import type { FloatArray } from "@downhill/plugin";
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

/** Room for four numbers of each row, which nothing outlasts a tensor's step in. */
let room = /* @__PURE__ */ new Float64Array(0);

const roomFor = (count: number, i: number) => room.subarray(i * count, (i + 1) * count);

/** Whether weights and gradient are so near to orthogonal, in all rows, that a norm of the weights seems not to matter. */
function isScaleInvariant(w: FloatArray, g: FloatArray, rows: Rows, delta: number, eps: number): boolean {
  const { outer, count, inner } = rows;
  if (room.length < 4 * count) room = new Float64Array(4 * count);
  const [both, ofG, ofW] = [roomFor(count, 0).fill(0), roomFor(count, 1).fill(0), roomFor(count, 2).fill(0)];
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++) {
      let gw = 0;
      let gg = 0;
      let ww = 0;
      for (const end = k + inner; k < end; k++) {
        gw += g[k]! * w[k]!;
        gg += g[k]! * g[k]!;
        ww += w[k]! * w[k]!;
      }
      both[r]! += gw;
      ofG[r]! += gg;
      ofW[r]! += ww;
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
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++)
      for (const end = k + inner; k < end; k++) {
        const root = v ? Math.sqrt(v[k]!) + floor : 1;
        pulls[r]! += root > 0 ? w[k]! * ((stays * m[k]! + ahead * g[k]!) / root) : 0;
      }
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
  const { outer, count, inner } = rows;
  for (let o = 0, k = 0; o < outer; o++)
    for (let r = 0; r < count; r++)
      for (const end = k + inner; k < end; k++) {
        const root = v ? Math.sqrt(v[k]!) + floor : 1;
        const across = (root > 0 ? (stays * m[k]! + ahead * g[k]!) / root : 0) - pulls[r]! * w[k]!;
        w[k] = keep * w[k]! - alpha * across;
      }
}
