import { BIAS, biasAt, RELU, steps } from "./epilogue";
import { flushed, positive } from "./flush";
import { storeDown } from "./lanes";
import { PANELS, PANELS_BYTES } from "./scratch";

/**
 * Eight rows and up to four columns of A·B, finished: the lanes are rows of the product. Four by four elements of A are
 * transposed in registers, four steps at a time.
 */
// @ts-ignore: decorator
@inline
function strip(
  out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32, wide: i32,
): void {
  const next: usize = wide << 4;
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let p0 = a, p1 = p0 + aDown, p2 = p1 + aDown, p3 = p2 + aDown;
  let p4 = p3 + aDown, p5 = p4 + aDown, p6 = p5 + aDown, p7 = p6 + aDown;
  for (; inner >= 4; inner -= 4) {
    let r0 = v128.load(p0), r1 = v128.load(p1), r2 = v128.load(p2), r3 = v128.load(p3);
    let low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
    let low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
    const s0 = i64x2.shuffle(low01, low23, 0, 2), s1 = i64x2.shuffle(low01, low23, 1, 3);
    const s2 = i64x2.shuffle(high01, high23, 0, 2), s3 = i64x2.shuffle(high01, high23, 1, 3);
    r0 = v128.load(p4), r1 = v128.load(p5), r2 = v128.load(p6), r3 = v128.load(p7);
    low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
    low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
    const t0 = i64x2.shuffle(low01, low23, 0, 2), t1 = i64x2.shuffle(low01, low23, 1, 3);
    const t2 = i64x2.shuffle(high01, high23, 0, 2), t3 = i64x2.shuffle(high01, high23, 1, 3);
    let x = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(s0, x)), c01 = f32x4.add(c01, f32x4.mul(t0, x));
    if (wide > 1) {
      x = v128.load(b, 16);
      c10 = f32x4.add(c10, f32x4.mul(s0, x)), c11 = f32x4.add(c11, f32x4.mul(t0, x));
    }
    if (wide > 2) {
      x = v128.load(b, 32);
      c20 = f32x4.add(c20, f32x4.mul(s0, x)), c21 = f32x4.add(c21, f32x4.mul(t0, x));
    }
    if (wide > 3) {
      x = v128.load(b, 48);
      c30 = f32x4.add(c30, f32x4.mul(s0, x)), c31 = f32x4.add(c31, f32x4.mul(t0, x));
    }
    b += next;
    x = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(s1, x)), c01 = f32x4.add(c01, f32x4.mul(t1, x));
    if (wide > 1) {
      x = v128.load(b, 16);
      c10 = f32x4.add(c10, f32x4.mul(s1, x)), c11 = f32x4.add(c11, f32x4.mul(t1, x));
    }
    if (wide > 2) {
      x = v128.load(b, 32);
      c20 = f32x4.add(c20, f32x4.mul(s1, x)), c21 = f32x4.add(c21, f32x4.mul(t1, x));
    }
    if (wide > 3) {
      x = v128.load(b, 48);
      c30 = f32x4.add(c30, f32x4.mul(s1, x)), c31 = f32x4.add(c31, f32x4.mul(t1, x));
    }
    b += next;
    x = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(s2, x)), c01 = f32x4.add(c01, f32x4.mul(t2, x));
    if (wide > 1) {
      x = v128.load(b, 16);
      c10 = f32x4.add(c10, f32x4.mul(s2, x)), c11 = f32x4.add(c11, f32x4.mul(t2, x));
    }
    if (wide > 2) {
      x = v128.load(b, 32);
      c20 = f32x4.add(c20, f32x4.mul(s2, x)), c21 = f32x4.add(c21, f32x4.mul(t2, x));
    }
    if (wide > 3) {
      x = v128.load(b, 48);
      c30 = f32x4.add(c30, f32x4.mul(s2, x)), c31 = f32x4.add(c31, f32x4.mul(t2, x));
    }
    b += next;
    x = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(s3, x)), c01 = f32x4.add(c01, f32x4.mul(t3, x));
    if (wide > 1) {
      x = v128.load(b, 16);
      c10 = f32x4.add(c10, f32x4.mul(s3, x)), c11 = f32x4.add(c11, f32x4.mul(t3, x));
    }
    if (wide > 2) {
      x = v128.load(b, 32);
      c20 = f32x4.add(c20, f32x4.mul(s3, x)), c21 = f32x4.add(c21, f32x4.mul(t3, x));
    }
    if (wide > 3) {
      x = v128.load(b, 48);
      c30 = f32x4.add(c30, f32x4.mul(s3, x)), c31 = f32x4.add(c31, f32x4.mul(t3, x));
    }
    b += next;
    p0 += 16, p1 += 16, p2 += 16, p3 += 16, p4 += 16, p5 += 16, p6 += 16, p7 += 16;
  }
  for (; inner > 0; inner--) {
    let s = v128.load32_zero(p0), t = v128.load32_zero(p4);
    s = v128.load32_lane(p1, s, 1), s = v128.load32_lane(p2, s, 2), s = v128.load32_lane(p3, s, 3);
    t = v128.load32_lane(p5, t, 1), t = v128.load32_lane(p6, t, 2), t = v128.load32_lane(p7, t, 3);
    let x = v128.load(b);
    c00 = f32x4.add(c00, f32x4.mul(s, x)), c01 = f32x4.add(c01, f32x4.mul(t, x));
    if (wide > 1) {
      x = v128.load(b, 16);
      c10 = f32x4.add(c10, f32x4.mul(s, x)), c11 = f32x4.add(c11, f32x4.mul(t, x));
    }
    if (wide > 2) {
      x = v128.load(b, 32);
      c20 = f32x4.add(c20, f32x4.mul(s, x)), c21 = f32x4.add(c21, f32x4.mul(t, x));
    }
    if (wide > 3) {
      x = v128.load(b, 48);
      c30 = f32x4.add(c30, f32x4.mul(s, x)), c31 = f32x4.add(c31, f32x4.mul(t, x));
    }
    b += next;
    p0 += 4, p1 += 4, p2 += 4, p3 += 4, p4 += 4, p5 += 4, p6 += 4, p7 += 4;
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
    c00 = positive(c00), c01 = positive(c01);
    if (wide > 1) c10 = positive(c10), c11 = positive(c11);
    if (wide > 2) c20 = positive(c20), c21 = positive(c21);
    if (wide > 3) c30 = positive(c30), c31 = positive(c31);
  } else {
    c00 = flushed(c00), c01 = flushed(c01);
    if (wide > 1) c10 = flushed(c10), c11 = flushed(c11);
    if (wide > 2) c20 = flushed(c20), c21 = flushed(c21);
    if (wide > 3) c30 = flushed(c30), c31 = flushed(c31);
  }
  const below = out + (outDown << 2);
  storeDown(out, outDown, c00, 4), storeDown(below, outDown, c01, 4);
  if (wide > 1) storeDown(out + outRight, outDown, c10, 4), storeDown(below + outRight, outDown, c11, 4);
  if (wide > 2) storeDown(out + (outRight << 1), outDown, c20, 4), storeDown(below + (outRight << 1), outDown, c21, 4);
  if (wide > 3) storeDown(out + outRight * 3, outDown, c30, 4), storeDown(below + outRight * 3, outDown, c31, 4);
}
function one(out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32): void {
  strip(out, outDown, outRight, a, aDown, b, inner, 1);
}
function two(out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32): void {
  strip(out, outDown, outRight, a, aDown, b, inner, 2);
}
function three(out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32): void {
  strip(out, outDown, outRight, a, aDown, b, inner, 3);
}
function four(out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32): void {
  strip(out, outDown, outRight, a, aDown, b, inner, 4);
}

/** The longest inner dimension for which there is room with so many columns. */
// @ts-ignore: decorator
@inline
export function acrossAtMost(columns: i32): i32 {
  return <i32>(PANELS_BYTES >> 4) / columns;
}

/** Each element of B four times over, row after row. */
function spread(b: usize, down: usize, right: usize, inner: i32, columns: i32): void {
  for (let k = 0, to = PANELS; k < inner; k++, b += down) {
    for (let j = 0, p = b; j < columns; j++, to += 16, p += right) v128.store(to, v128.load32_splat(p));
  }
}

/** The rows, eight at a time. The last eight may overlap those before them, which get the same values once more. */
function strips(out: usize, outDown: usize, outRight: usize, a: usize, rows: i32, inner: i32, columns: i32): void {
  const aDown = <usize>inner << 2;
  for (let i = 0; i < rows; i += 8) {
    const row = min(i, rows - 8);
    const to = out + outDown * row, from = a + aDown * row;
    if (columns == 4) four(to, outDown, outRight, from, aDown, PANELS, inner);
    else if (columns == 3) three(to, outDown, outRight, from, aDown, PANELS, inner);
    else if (columns == 2) two(to, outDown, outRight, from, aDown, PANELS, inner);
    else one(to, outDown, outRight, from, aDown, PANELS, inner);
  }
}

/** A·B for at most four columns and at least eight rows. */
export function across32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  spread(b, <usize>columns << 2, 4, inner, columns);
  strips(out, <usize>columns << 2, 4, a, rows, inner, columns);
}

/** The transpose of A·Bᵀ for at most four rows of B, and at least eight rows of A; no epilogue but a mask, which is left. */
export function acrossTransposed32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  spread(b, 4, <usize>inner << 2, inner, columns);
  strips(out, 4, <usize>rows << 2, a, rows, inner, columns);
}
