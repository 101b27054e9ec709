import { kernelsFor } from "../bindings/in-heap.ts";
import { flushed } from "./flush.ts";
import { newLanes, total } from "./lanes.ts";

const absolute = newLanes();
const squared = newLanes();

/** l1·Σ|w| + l2·Σw², summed in float64 and four lanes. */
export function penalty(w: Float32Array, l1: number, l2: number): number {
  const kernels = kernelsFor(w, w);
  if (kernels) return kernels.penalty(w.byteOffset, w.length, l1, l2);
  for (let i = 0; i < w.length; i++) {
    absolute[i & 3]! += Math.abs(w[i]!);
    squared[i & 3]! += w[i]! * w[i]!;
  }
  return l1 * total(absolute) + l2 * total(squared);
}

/** dw += l1·sign w + 2·l2·w, where sign 0 is 1. In float64, flushed and rounded once. */
export function addPenaltyGradient(dw: Float32Array, w: Float32Array, l1: number, l2: number): void {
  const kernels = kernelsFor(dw, w);
  if (kernels) {
    kernels.addPenaltyGradient(dw.byteOffset, w.byteOffset, w.length, l1, l2);
    return;
  }
  for (let i = 0; i < w.length; i++) dw[i] = flushed(dw[i]! + ((w[i]! < 0 ? -l1 : l1) + 2 * l2 * w[i]!));
}
