import type { FloatArray } from "../contract.ts";
import { floatType } from "../float-array.ts";
import { Heap } from "../heap.ts";
import { absLanes, dotLanes, sumLanes, total } from "./lanes.ts";
import { lanesOf } from "./reductions-simd.ts";

/** Elements from which on a call into WebAssembly costs less than it saves: in place, and through copies. */
const worthwhile = { inPlace: 256, copied: 1024 };

const isFloat32 = (array: FloatArray): array is Float32Array =>
  array instanceof Float32Array || floatType(array) === Float32Array;

/** The arrays, if WebAssembly is the way to go through them. */
function vectors(simd: boolean, ...arrays: readonly FloatArray[]): readonly Float32Array[] | undefined {
  if (!simd || arrays[0]!.length < worthwhile.inPlace || !arrays.every(isFloat32)) return undefined;
  return arrays[0]!.length >= worthwhile.copied || arrays.every(Heap.of) ? arrays : undefined;
}

/** Σ xᵢ in eight lanes. */
export function sum(simd: boolean, x: FloatArray): number {
  const whole = x.length - (x.length % 8);
  const arrays = vectors(simd, x);
  const lanes = arrays ? lanesOf("sum", arrays, whole) : sumLanes(x, whole);
  for (let i = whole; i < x.length; i++) lanes[i - whole]! += x[i]!;
  return total(lanes);
}

/** Σ |xᵢ| in eight lanes. */
export function sumAbs(simd: boolean, x: FloatArray): number {
  const whole = x.length - (x.length % 8);
  const arrays = vectors(simd, x);
  const lanes = arrays ? lanesOf("sumAbs", arrays, whole) : absLanes(x, whole);
  for (let i = whole; i < x.length; i++) lanes[i - whole]! += Math.abs(x[i]!);
  return total(lanes);
}

/** Σ xᵢyᵢ in eight lanes, for arrays of one length. */
export function dot(simd: boolean, x: FloatArray, y: FloatArray): number {
  const whole = x.length - (x.length % 8);
  const arrays = vectors(simd, x, y);
  const lanes = arrays ? lanesOf("dot", arrays, whole) : dotLanes(x, y, whole);
  for (let i = whole; i < x.length; i++) lanes[i - whole]! += x[i]! * y[i]!;
  return total(lanes);
}

/** max |xᵢ|, NaN where there is one. */
export function maxAbs(simd: boolean, x: FloatArray): number {
  const arrays = vectors(simd, x);
  const whole = arrays ? x.length - (x.length % 8) : 0;
  let max = 0;
  if (arrays) for (const lane of lanesOf("maxAbs", arrays, whole)) max = Math.max(max, lane);
  for (let i = whole; i < x.length; i++) max = Math.max(max, Math.abs(x[i]!));
  return max;
}
