/**
 * What is smaller than any normal float32 is written as 0, by whatever writes what products read: with subnormal numbers
 * processors take up to 150 cycles for one product. PyTorch has that as `set_flush_denormal`.
 */
const LEAST = 2 ** -126;

/** x rounded to float32, or 0 (never -0) where that is subnormal. NaN stays. */
export function flushed(x: number): number {
  const rounded = Math.fround(x);
  return Math.abs(rounded) < LEAST ? 0 : rounded;
}

/** The same of each element. */
export function flush(a: Float32Array): void {
  for (let i = 0; i < a.length; i++) a[i] = flushed(a[i]!);
}
