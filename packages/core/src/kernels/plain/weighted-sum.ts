import { kernelsFor } from "../bindings/in-heap.ts";

type Sums = Float32Array | Float64Array;

/** sums += weight·a, in the sums' precision. */
export function addWeighted(sums: Sums, a: Float32Array, weight: number): void {
  const isSingle = sums.BYTES_PER_ELEMENT === 4;
  const kernels = kernelsFor(sums, a);
  if (kernels) {
    const addWeighted = isSingle ? kernels.addWeighted32 : kernels.addWeighted64;
    addWeighted(sums.byteOffset, a.byteOffset, a.length, weight);
  } else if (isSingle) {
    const w = Math.fround(weight);
    for (let i = 0; i < a.length; i++) sums[i]! += Math.fround(w * a[i]!);
  } else for (let i = 0; i < a.length; i++) sums[i]! += weight * a[i]!;
}

/** a = (sums + weight·a) / total, in the sums' precision, rounded to float32. */
export function weightedMean(a: Float32Array, sums: Sums, weight: number, total: number): void {
  const isSingle = sums.BYTES_PER_ELEMENT === 4;
  const kernels = kernelsFor(a, sums);
  if (kernels) {
    const weightedMean = isSingle ? kernels.weightedMean32 : kernels.weightedMean64;
    weightedMean(a.byteOffset, sums.byteOffset, a.length, weight, total);
  } else if (isSingle) {
    const [w, t] = [Math.fround(weight), Math.fround(total)];
    for (let i = 0; i < a.length; i++) a[i] = Math.fround(sums[i]! + Math.fround(w * a[i]!)) / t;
  } else for (let i = 0; i < a.length; i++) a[i] = (sums[i]! + weight * a[i]!) / total;
}
