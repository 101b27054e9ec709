import { steps, written } from "./epilogue";
import { loadLanes, storeDown } from "./lanes";
import { transpose } from "./pack32";
import { PANELS, PANELS_BYTES } from "./scratch";

/** Up to four columns of Aᵀ·B: see `upright32`. `wide` is their number, a constant. */
// @ts-expect-error: decorator
@inline
function strip(out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, inner: i32, wide: i32): void {
  const flags = steps;
  for (; rows >= 8; rows -= 8, a += 32, out += outDown << 3) {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    for (let k = 0, p = a, q = b; k < inner; k++, p += aDown, q += outDown) {
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
    const below = out + (outDown << 2);
    storeDown(out, outDown, written(c00, flags), 4), storeDown(below, outDown, written(c01, flags), 4);
    if (wide > 1) storeDown(out + 4, outDown, written(c10, flags), 4), storeDown(below + 4, outDown, written(c11, flags), 4);
    if (wide > 2) storeDown(out + 8, outDown, written(c20, flags), 4), storeDown(below + 8, outDown, written(c21, flags), 4);
    if (wide > 3) storeDown(out + 12, outDown, written(c30, flags), 4), storeDown(below + 12, outDown, written(c31, flags), 4);
  }
  for (; rows > 0; rows -= 4, a += 16, out += outDown << 2) {
    let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0;
    for (let k = 0, p = a, q = b; k < inner; k++, p += aDown, q += outDown) {
      const low = loadLanes(p, rows);
      c0 = f32x4.add(c0, f32x4.mul(low, v128.load32_splat(q)));
      if (wide > 1) c1 = f32x4.add(c1, f32x4.mul(low, v128.load32_splat(q, 4)));
      if (wide > 2) c2 = f32x4.add(c2, f32x4.mul(low, v128.load32_splat(q, 8)));
      if (wide > 3) c3 = f32x4.add(c3, f32x4.mul(low, v128.load32_splat(q, 12)));
    }
    storeDown(out, outDown, written(c0, flags), rows);
    if (wide > 1) storeDown(out + 4, outDown, written(c1, flags), rows);
    if (wide > 2) storeDown(out + 8, outDown, written(c2, flags), rows);
    if (wide > 3) storeDown(out + 12, outDown, written(c3, flags), rows);
  }
}

function strip4(out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, inner: i32): void {
  strip(out, outDown, a, aDown, b, rows, inner, 4);
}
function strip3(out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, inner: i32): void {
  strip(out, outDown, a, aDown, b, rows, inner, 3);
}
function strip2(out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, inner: i32): void {
  strip(out, outDown, a, aDown, b, rows, inner, 2);
}
function strip1(out: usize, outDown: usize, a: usize, aDown: usize, b: usize, rows: i32, inner: i32): void {
  strip(out, outDown, a, aDown, b, rows, inner, 1);
}

/**
 * Aᵀ·B for few columns: the lanes are rows of the product, which lie side by side in A. Nothing is copied and no lane
 * is wasted on columns that do not exist.
 */
export function upright32(
  out: usize, a: usize, aDown: usize, b: usize, rows: i32, inner: i32, columns: i32,
): void {
  const outDown = <usize>columns << 2;
  for (; columns >= 4; columns -= 4, b += 16, out += 16) strip4(out, outDown, a, aDown, b, rows, inner);
  if (columns == 3) strip3(out, outDown, a, aDown, b, rows, inner);
  else if (columns == 2) strip2(out, outDown, a, aDown, b, rows, inner);
  else if (columns == 1) strip1(out, outDown, a, aDown, b, rows, inner);
}

/** The longest inner dimension of which eight rows of A can be copied. */
export const UPRIGHT: i32 = <i32>(PANELS_BYTES >> 5);

/** A·B for few columns and at least eight rows, in the same way: eight rows of A at a time are transposed. */
export function uprightInPlace32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  const aDown = <usize>inner << 2;
  const outDown = <usize>columns << 2;
  for (let i = 0; i < rows; i += 8) {
    const row = min(i, rows - 8);
    const from = a + aDown * row;
    transpose(PANELS, 32, from, aDown, inner, 4);
    transpose(PANELS + 16, 32, from + (aDown << 2), aDown, inner, 4);
    upright32(out + outDown * row, PANELS, 32, b, 8, inner, columns);
  }
}
