import { kernelsFor } from "../bindings/in-heap.ts";

/** sums += weight·a, or with `first` sums = weight·a. In float64. */
export function addWeighted(sums: Float64Array, a: Float32Array, weight: number, first: boolean): void {
  const kernels = kernelsFor(sums, a);
  if (kernels) kernels.addWeighted(sums.byteOffset, a.byteOffset, a.length, weight, first ? 1 : 0);
  else if (first) for (let i = 0; i < a.length; i++) sums[i] = a[i]! * weight;
  else for (let i = 0; i < a.length; i++) sums[i]! += a[i]! * weight;
}

/** out = sums / weight, rounded to float32. */
export function divideSums(out: Float32Array, sums: Float64Array, weight: number): void {
  const kernels = kernelsFor(out, sums);
  if (kernels) kernels.divideSums(out.byteOffset, sums.byteOffset, out.length, weight);
  else for (let i = 0; i < out.length; i++) out[i] = sums[i]! / weight;
}
