import { finish, steps, unfinished, written } from "./epilogue";
import { loadLanes, storeLanes } from "./lanes";

/** Tiles of `high` × 16; `high` is a constant. */
// @ts-expect-error: decorator
@inline
function tiles(
  out: usize, down: usize, a0: usize, a1: usize, a2: usize, aStep: usize, b: usize, bDown: usize, inner: i32, columns: i32,
  high: i32,
): void {
  const flags = steps;
  for (; columns >= 16; columns -= 16, out += 64, b += 64) {
    let c00 = f32x4.splat(0), c01 = c00, c02 = c00, c03 = c00, c10 = c00, c11 = c00, c12 = c00, c13 = c00;
    let c20 = c00, c21 = c00, c22 = c00, c23 = c00;
    let p = a0, r = a1, s = a2, q = b;
    for (let k = 0; k < inner; k++, q += bDown) {
      const x = v128.load32_splat(p), y = high > 1 ? v128.load32_splat(r) : x, z = high > 2 ? v128.load32_splat(s) : x;
      let right = v128.load(q);
      c00 = f32x4.add(c00, f32x4.mul(x, right));
      if (high > 1) c10 = f32x4.add(c10, f32x4.mul(y, right));
      if (high > 2) c20 = f32x4.add(c20, f32x4.mul(z, right));
      right = v128.load(q, 16);
      c01 = f32x4.add(c01, f32x4.mul(x, right));
      if (high > 1) c11 = f32x4.add(c11, f32x4.mul(y, right));
      if (high > 2) c21 = f32x4.add(c21, f32x4.mul(z, right));
      right = v128.load(q, 32);
      c02 = f32x4.add(c02, f32x4.mul(x, right));
      if (high > 1) c12 = f32x4.add(c12, f32x4.mul(y, right));
      if (high > 2) c22 = f32x4.add(c22, f32x4.mul(z, right));
      right = v128.load(q, 48);
      c03 = f32x4.add(c03, f32x4.mul(x, right));
      if (high > 1) c13 = f32x4.add(c13, f32x4.mul(y, right));
      if (high > 2) c23 = f32x4.add(c23, f32x4.mul(z, right));
      p += aStep;
      if (high > 1) r += aStep;
      if (high > 2) s += aStep;
    }
    put(out, c00, c01, c02, c03, flags);
    if (high > 1) put(out + down, c10, c11, c12, c13, flags);
    if (high > 2) put(out + (down << 1), c20, c21, c22, c23, flags);
  }
  for (; columns > 0; columns -= 4, out += 16, b += 16) {
    let c0 = f32x4.splat(0), c1 = c0, c2 = c0;
    for (let k = 0, p = a0, r = a1, s = a2, q = b; k < inner; k++, q += bDown) {
      const right = loadLanes(q, columns);
      c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p), right)), (p += aStep);
      if (high > 1) c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(r), right)), (r += aStep);
      if (high > 2) c2 = f32x4.add(c2, f32x4.mul(v128.load32_splat(s), right)), (s += aStep);
    }
    storeLanes(out, written(c0, flags), columns);
    if (high > 1) storeLanes(out + down, written(c1, flags), columns);
    if (high > 2) storeLanes(out + (down << 1), written(c2, flags), columns);
  }
}

// @ts-expect-error: decorator
@inline
function put(p: usize, c0: v128, c1: v128, c2: v128, c3: v128, flags: i32): void {
  v128.store(p, written(c0, flags)), v128.store(p, written(c1, flags), 16);
  v128.store(p, written(c2, flags), 32), v128.store(p, written(c3, flags), 48);
}

function one(
  out: usize, down: usize, a: usize, aDown: usize, aStep: usize, b: usize, bDown: usize, inner: i32, columns: i32,
): void {
  tiles(out, down, a, a, a, aStep, b, bDown, inner, columns, 1);
}
function two(
  out: usize, down: usize, a: usize, aDown: usize, aStep: usize, b: usize, bDown: usize, inner: i32, columns: i32,
): void {
  tiles(out, down, a, a + aDown, a, aStep, b, bDown, inner, columns, 2);
}
function three(
  out: usize, down: usize, a: usize, aDown: usize, aStep: usize, b: usize, bDown: usize, inner: i32, columns: i32,
): void {
  tiles(out, down, a, a + aDown, a + (aDown << 1), aStep, b, bDown, inner, columns, 3);
}

/**
 * Up to three rows of the product, B where it lies: to copy it takes longer than to multiply each of its elements so few
 * times.
 *
 * @param a `aDown` bytes from one row to the next, `aStep` from one element to the next
 * @param bDown from one row of B to the next
 */
export function slim32(
  out: usize, a: usize, aDown: usize, aStep: usize, b: usize, bDown: usize, rows: i32, inner: i32, columns: i32,
): void {
  const down = <usize>columns << 2;
  if (rows == 1) one(out, down, a, aDown, aStep, b, bDown, inner, columns);
  else if (rows == 2) two(out, down, a, aDown, aStep, b, bDown, inner, columns);
  else if (rows == 3) three(out, down, a, aDown, aStep, b, bDown, inner, columns);
  if (unfinished()) finish(out, down, rows, 0, columns);
}
