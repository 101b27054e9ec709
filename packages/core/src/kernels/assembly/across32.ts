import { BIAS, biasAt, RELU, steps } from "./epilogue";
import { gated } from "./gate";
import { storeDown } from "./lanes";
import { PANELS, PANELS_BYTES } from "./scratch";

/**
 * Eight rows and up to four columns of A·B, finished: the lanes are rows of the product.
 *
 * @param wide the number of columns, a constant
 */
// @ts-ignore: decorator
@inline
function strip(out: usize, outDown: usize, b: usize, inner: i32, wide: i32): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (let p = PANELS, end = p + (<usize>inner << 5), q = b; p != end; p += 32, q += wide << 2) {
    const low = v128.load(p), high = v128.load(p, 16);
    let x = v128.load32_splat(q);
    c00 = f32x4.add(c00, f32x4.mul(low, x)), c01 = f32x4.add(c01, f32x4.mul(high, x));
    if (wide > 1) {
      x = v128.load32_splat(q, 4);
      c10 = f32x4.add(c10, f32x4.mul(low, x)), c11 = f32x4.add(c11, f32x4.mul(high, x));
    }
    if (wide > 2) {
      x = v128.load32_splat(q, 8);
      c20 = f32x4.add(c20, f32x4.mul(low, x)), c21 = f32x4.add(c21, f32x4.mul(high, x));
    }
    if (wide > 3) {
      x = v128.load32_splat(q, 12);
      c30 = f32x4.add(c30, f32x4.mul(low, x)), c31 = f32x4.add(c31, f32x4.mul(high, x));
    }
  }
  const flags = steps;
  if (flags & BIAS) {
    {
      const x = v128.load32_splat(biasAt);
      c00 = f32x4.add(c00, x), c01 = f32x4.add(c01, x);
    }
    if (wide > 1) {
      const x = v128.load32_splat(biasAt, 4);
      c10 = f32x4.add(c10, x), c11 = f32x4.add(c11, x);
    }
    if (wide > 2) {
      const x = v128.load32_splat(biasAt, 8);
      c20 = f32x4.add(c20, x), c21 = f32x4.add(c21, x);
    }
    if (wide > 3) {
      const x = v128.load32_splat(biasAt, 12);
      c30 = f32x4.add(c30, x), c31 = f32x4.add(c31, x);
    }
  }
  if (flags & RELU) {
    c00 = gated(c00, c00), c01 = gated(c01, c01);
    if (wide > 1) c10 = gated(c10, c10), c11 = gated(c11, c11);
    if (wide > 2) c20 = gated(c20, c20), c21 = gated(c21, c21);
    if (wide > 3) c30 = gated(c30, c30), c31 = gated(c31, c31);
  }
  const below = out + (outDown << 2);
  storeDown(out, outDown, c00, 4), storeDown(below, outDown, c01, 4);
  if (wide > 1) storeDown(out + 4, outDown, c10, 4), storeDown(below + 4, outDown, c11, 4);
  if (wide > 2) storeDown(out + 8, outDown, c20, 4), storeDown(below + 8, outDown, c21, 4);
  if (wide > 3) storeDown(out + 12, outDown, c30, 4), storeDown(below + 12, outDown, c31, 4);
}
function one(out: usize, outDown: usize, b: usize, inner: i32): void {
  strip(out, outDown, b, inner, 1);
}
function two(out: usize, outDown: usize, b: usize, inner: i32): void {
  strip(out, outDown, b, inner, 2);
}
function three(out: usize, outDown: usize, b: usize, inner: i32): void {
  strip(out, outDown, b, inner, 3);
}
function four(out: usize, outDown: usize, b: usize, inner: i32): void {
  strip(out, outDown, b, inner, 4);
}

/** The longest inner dimension of which eight rows of A can be copied. */
export const ACROSS: i32 = <i32>(PANELS_BYTES >> 5);

/**
 * Four rows of A to four columns of `to`, 32 bytes from row to row. Storing halves of vectors takes the place of the
 * second half of the shuffles, which compete with additions.
 */
function stand(to: usize, a: usize, aDown: usize, inner: i32): void {
  const a1 = a + aDown, a2 = a1 + aDown, a3 = a2 + aDown;
  let at: usize = 0;
  for (; inner >= 4; inner -= 4, at += 16, to += 128) {
    const r0 = v128.load(a + at), r1 = v128.load(a1 + at), r2 = v128.load(a2 + at), r3 = v128.load(a3 + at);
    let v = i32x4.shuffle(r0, r1, 0, 4, 1, 5);
    v128.store64_lane(to, v, 0), v128.store64_lane(to, v, 1, 32);
    v = i32x4.shuffle(r2, r3, 0, 4, 1, 5);
    v128.store64_lane(to, v, 0, 8), v128.store64_lane(to, v, 1, 40);
    v = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
    v128.store64_lane(to, v, 0, 64), v128.store64_lane(to, v, 1, 96);
    v = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
    v128.store64_lane(to, v, 0, 72), v128.store64_lane(to, v, 1, 104);
  }
  for (; inner > 0; inner--, at += 4, to += 32) {
    store<u32>(to, load<u32>(a + at)), store<u32>(to, load<u32>(a1 + at), 4);
    store<u32>(to, load<u32>(a2 + at), 8), store<u32>(to, load<u32>(a3 + at), 12);
  }
}

/**
 * A·B for at most four columns and at least eight rows. The last eight rows may overlap those before them, which get the
 * same values once more.
 */
export function across32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  const outDown = <usize>columns << 2, aDown = <usize>inner << 2;
  for (let i = 0; i < rows; i += 8) {
    const row = min(i, rows - 8);
    const to = out + outDown * row, from = a + aDown * row;
    stand(PANELS, from, aDown, inner), stand(PANELS + 16, from + (aDown << 2), aDown, inner);
    if (columns == 4) four(to, outDown, b, inner);
    else if (columns == 3) three(to, outDown, b, inner);
    else if (columns == 2) two(to, outDown, b, inner);
    else one(to, outDown, b, inner);
  }
}
