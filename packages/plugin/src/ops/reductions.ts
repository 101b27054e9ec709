import type { FloatArray } from "../contract.ts";
import { type FloatType, floatType } from "../float-array.ts";
import { Heap } from "../heap.ts";
import { dotLanes, type Lanes, sumAbsLanes, sumLanes, total, zeros } from "./lanes.ts";
import { intoLanes, largest } from "./reductions-simd.ts";

/** Elements from which on a call into WebAssembly costs less than it saves: in place, and through copies. */
const worthwhile = { inPlace: 256, copied: 1024 };

/** The arrays' type, if WebAssembly is the way to go through them. */
function vectors(simd: boolean, ...arrays: readonly FloatArray[]): FloatType | undefined {
  const [first] = arrays as [FloatArray];
  if (!simd || first.length < worthwhile.inPlace) return undefined;
  return first.length >= worthwhile.copied || arrays.every(Heap.of) ? floatType(first) : undefined;
}

const whole = ({ length }: FloatArray) => length - (length % 8);

/** Adds the elements to eight lanes, those of a multiple of 8 elements before them. */
export function addTo(lanes: Lanes, simd: boolean, x: FloatArray): void {
  const n = whole(x);
  const type = vectors(simd, x);
  if (type) intoLanes("sum", type, [x], n, lanes);
  else sumLanes(x, n, lanes);
  for (let i = n; i < x.length; i++) lanes[i - n]! += x[i]!;
}

/** Σ xᵢ in eight lanes. */
export function sum(simd: boolean, x: FloatArray): number {
  const lanes = zeros();
  addTo(lanes, simd, x);
  return total(lanes);
}

/** Σ |xᵢ| in eight lanes. */
export function sumAbs(simd: boolean, x: FloatArray): number {
  const lanes = zeros();
  const n = whole(x);
  const type = vectors(simd, x);
  if (type) intoLanes("sumAbs", type, [x], n, lanes);
  else sumAbsLanes(x, n, lanes);
  for (let i = n; i < x.length; i++) lanes[i - n]! += Math.abs(x[i]!);
  return total(lanes);
}

/** Σ xᵢyᵢ in eight lanes, for arrays of one length. */
export function dot(simd: boolean, x: FloatArray, y: FloatArray): number {
  const lanes = zeros();
  const n = whole(x);
  const type = vectors(simd, x, y);
  if (type) intoLanes("dot", type, [x, y], n, lanes);
  else dotLanes(x, y, n, lanes);
  for (let i = n; i < x.length; i++) lanes[i - n]! += x[i]! * y[i]!;
  return total(lanes);
}

/** max |xᵢ|, NaN where there is one. */
export function maxAbs(simd: boolean, x: FloatArray): number {
  const type = vectors(simd, x);
  const n = type ? whole(x) : 0;
  let max = 0;
  if (type) for (const lane of largest(type, [x], n)) max = Math.max(max, lane);
  for (let i = n; i < x.length; i++) max = Math.max(max, Math.abs(x[i]!));
  return max;
}
