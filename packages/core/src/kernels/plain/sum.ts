/**
 * The sum of `length` elements from `start` on, in float32 and in the order in which NumPy adds a contiguous float32
 * run: one by one below 8 elements; eight interleaved sums up to 128; halves of a longer run (the first one a
 * multiple of 8) added to each other.
 *
 * Source: NumPy's `pairwise_sum` (`numpy/_core/src/umath/loops_utils.h.src`), whose results `numpy-sums.json` records.
 */
export function pairwiseSum(a: Float32Array, start: number, length: number): number {
  if (length < 8) {
    let sum = 0;
    for (let i = start; i < start + length; i++) sum = Math.fround(sum + a[i]!);
    return sum;
  }
  if (length <= 128) return interleavedSum(a, start, length);
  const half = length >> 1;
  const first = half - (half % 8);
  return Math.fround(pairwiseSum(a, start, first) + pairwiseSum(a, start + first, length - first));
}

function interleavedSum(a: Float32Array, start: number, length: number): number {
  let r0 = a[start]!;
  let r1 = a[start + 1]!;
  let r2 = a[start + 2]!;
  let r3 = a[start + 3]!;
  let r4 = a[start + 4]!;
  let r5 = a[start + 5]!;
  let r6 = a[start + 6]!;
  let r7 = a[start + 7]!;
  let i = start + 8;
  for (const end = start + length - (length % 8); i < end; i += 8) {
    r0 = Math.fround(r0 + a[i]!);
    r1 = Math.fround(r1 + a[i + 1]!);
    r2 = Math.fround(r2 + a[i + 2]!);
    r3 = Math.fround(r3 + a[i + 3]!);
    r4 = Math.fround(r4 + a[i + 4]!);
    r5 = Math.fround(r5 + a[i + 5]!);
    r6 = Math.fround(r6 + a[i + 6]!);
    r7 = Math.fround(r7 + a[i + 7]!);
  }
  const left = Math.fround(Math.fround(r0 + r1) + Math.fround(r2 + r3));
  const right = Math.fround(Math.fround(r4 + r5) + Math.fround(r6 + r7));
  let sum = Math.fround(left + right);
  for (const end = start + length; i < end; i++) sum = Math.fround(sum + a[i]!);
  return sum;
}
