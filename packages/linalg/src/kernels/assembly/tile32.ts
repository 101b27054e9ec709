import { flushed } from "./flush";

/**
 * Four rows of the product, over `depth` steps of the inner dimension: a tile of 4 × 8 sums in registers for each of
 * the panels. Each sum adds its products one by one, rounded to float32.
 *
 * @param p0 the four rows of A, a `Step` (f32 or v128) from one element to the next
 * @param b panels of eight columns of B, one after the other
 * @param first whether the sums start at 0 and not with what `to` holds
 * @param done whether they are complete, and no epilogue flushes them
 */
// @ts-expect-error: decorator
@inline
export function wide32<Step>(
  to: usize, down: usize, p0: usize, p1: usize, p2: usize, p3: usize, b: usize, depth: i32, panels: i32, first: bool,
  done: bool,
): void {
  const length = <usize>depth << 5;
  const to1 = to + down, to2 = to1 + down, to3 = to2 + down;
  for (let at: usize = 0, end = <usize>panels << 5; at != end; at += 32) {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    if (!first) {
      c00 = v128.load(to + at), c01 = v128.load(to + at, 16);
      c10 = v128.load(to1 + at), c11 = v128.load(to1 + at, 16);
      c20 = v128.load(to2 + at), c21 = v128.load(to2 + at, 16);
      c30 = v128.load(to3 + at), c31 = v128.load(to3 + at, 16);
    }
    let q0 = p0, q1 = p1, q2 = p2, q3 = p3;
    for (const next = b + length; b != next; b += 32) {
      const left = v128.load(b);
      const right = v128.load(b, 16);
      let x = v128.load32_splat(q0);
      c00 = f32x4.add(c00, f32x4.mul(x, left));
      c01 = f32x4.add(c01, f32x4.mul(x, right));
      x = v128.load32_splat(q1);
      c10 = f32x4.add(c10, f32x4.mul(x, left));
      c11 = f32x4.add(c11, f32x4.mul(x, right));
      x = v128.load32_splat(q2);
      c20 = f32x4.add(c20, f32x4.mul(x, left));
      c21 = f32x4.add(c21, f32x4.mul(x, right));
      x = v128.load32_splat(q3);
      c30 = f32x4.add(c30, f32x4.mul(x, left));
      c31 = f32x4.add(c31, f32x4.mul(x, right));
      q0 += sizeof<Step>(), q1 += sizeof<Step>(), q2 += sizeof<Step>(), q3 += sizeof<Step>();
    }
    if (done) {
      c00 = flushed(c00), c01 = flushed(c01), c10 = flushed(c10), c11 = flushed(c11);
      c20 = flushed(c20), c21 = flushed(c21), c30 = flushed(c30), c31 = flushed(c31);
    }
    v128.store(to + at, c00), v128.store(to + at, c01, 16);
    v128.store(to1 + at, c10), v128.store(to1 + at, c11, 16);
    v128.store(to2 + at, c20), v128.store(to2 + at, c21, 16);
    v128.store(to3 + at, c30), v128.store(to3 + at, c31, 16);
  }
}

/** The same for one panel of four columns. */
// @ts-ignore: decorator
@inline
export function narrow32<Step>(
  to: usize, down: usize, p0: usize, p1: usize, p2: usize, p3: usize, b: usize, depth: i32, first: bool, done: bool,
): void {
  const to1 = to + down, to2 = to1 + down, to3 = to2 + down;
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0;
  if (!first) c0 = v128.load(to), c1 = v128.load(to1), c2 = v128.load(to2), c3 = v128.load(to3);
  // Two steps at a time, so that the pointers' additions are not most of the work; with more, registers run out.
  for (; depth >= 2; depth -= 2, b += 32) {
    let right = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p0), right));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(p1), right));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(p2), right));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(p3), right));
    right = v128.load(b, 16);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p0, sizeof<Step>()), right));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(p1, sizeof<Step>()), right));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(p2, sizeof<Step>()), right));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(p3, sizeof<Step>()), right));
    p0 += sizeof<Step>() << 1, p1 += sizeof<Step>() << 1, p2 += sizeof<Step>() << 1, p3 += sizeof<Step>() << 1;
  }
  if (depth > 0) {
    const right = v128.load(b);
    c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p0), right));
    c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(p1), right));
    c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(p2), right));
    c3 = f32x4.add(c3, f32x4.mul(v128.load32_splat(p3), right));
  }
  if (done) c0 = flushed(c0), c1 = flushed(c1), c2 = flushed(c2), c3 = flushed(c3);
  v128.store(to, c0), v128.store(to1, c1), v128.store(to2, c2), v128.store(to3, c3);
}
