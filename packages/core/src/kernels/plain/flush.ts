import { kernelsFor } from "../bindings/in-heap.ts";

/** The least normal number of float32. */
export const LEAST_NORMAL = 2 ** -126;
/** What is nearer to 0 is subnormal once it is rounded to float32. */
const LEAST_ROUNDED = LEAST_NORMAL - 2 ** -150;

/**
 * x, or 0 (never -0) where float32 would hold a subnormal number. Whatever writes what products read writes that: a
 * processor may take 150 cycles for each operation on a subnormal number, and a product of matrices has as many on an
 * element as it has columns. PyTorch has it as `set_flush_denormal`. NaN stays.
 */
export function flushed(x: number): number {
  return Math.abs(x) < LEAST_ROUNDED ? 0 : x;
}

/** With fewer elements, calling a kernel takes longer. */
const FEW = 32;

/** The same of each element. */
export function flush(a: Float32Array): void {
  const kernels = a.length > FEW ? kernelsFor(a, a) : undefined;
  if (kernels) kernels.flush(a.byteOffset, a.length);
  else for (let i = 0; i < a.length; i++) a[i] = flushed(a[i]!);
}
