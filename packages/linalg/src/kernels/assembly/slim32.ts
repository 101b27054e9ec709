import { finish, steps, unfinished, written } from "./epilogue";
import { loadLanes, storeLanes } from "./lanes";

/**
 * One or two rows of the product, B where it lies: each of its elements is wanted only once or twice. Tiles of 2 × 16.
 *
 * @param a0 and `a1`, the rows of A, `aStep` bytes from one element to the next
 * @param bDown from one row of B to the next
 */
export function slim32(
  out: usize,
  a0: usize,
  a1: usize,
  aStep: usize,
  b: usize,
  bDown: usize,
  rows: i32,
  inner: i32,
  columns: i32,
): void {
  if (rows == 0) return;
  const flags = steps;
  const out1 = rows > 1 ? out + (<usize>columns << 2) : out;
  let j = 0;
  for (; j + 16 <= columns; j += 16) {
    let c00 = f32x4.splat(0),
      c01 = c00,
      c02 = c00,
      c03 = c00,
      c10 = c00,
      c11 = c00,
      c12 = c00,
      c13 = c00;
    let p = a0,
      r = a1;
    let q = b + ((<usize>j) << 2);
    for (let k = 0; k < inner; k++, p += aStep, r += aStep, q += bDown) {
      const x = v128.load32_splat(p),
        y = v128.load32_splat(r);
      let right = v128.load(q);
      c00 = f32x4.add(c00, f32x4.mul(x, right));
      c10 = f32x4.add(c10, f32x4.mul(y, right));
      right = v128.load(q, 16);
      c01 = f32x4.add(c01, f32x4.mul(x, right));
      c11 = f32x4.add(c11, f32x4.mul(y, right));
      right = v128.load(q, 32);
      c02 = f32x4.add(c02, f32x4.mul(x, right));
      c12 = f32x4.add(c12, f32x4.mul(y, right));
      right = v128.load(q, 48);
      c03 = f32x4.add(c03, f32x4.mul(x, right));
      c13 = f32x4.add(c13, f32x4.mul(y, right));
    }
    const at = (<usize>j) << 2;
    v128.store(out + at + 0, written(c00, flags));
    v128.store(out + at + 16, written(c01, flags));
    v128.store(out + at + 32, written(c02, flags));
    v128.store(out + at + 48, written(c03, flags));
    if (rows > 1) {
      v128.store(out1 + at + 0, written(c10, flags));
      v128.store(out1 + at + 16, written(c11, flags));
      v128.store(out1 + at + 32, written(c12, flags));
      v128.store(out1 + at + 48, written(c13, flags));
    }
  }
  for (; j < columns; j += 4) {
    const wide = min(columns - j, 4);
    const at = (<usize>j) << 2;
    let c0 = f32x4.splat(0),
      c1 = c0;
    for (let k = 0, p = a0, r = a1, q = b + at; k < inner; k++, p += aStep, r += aStep, q += bDown) {
      const right = loadLanes(q, wide);
      c0 = f32x4.add(c0, f32x4.mul(v128.load32_splat(p), right));
      c1 = f32x4.add(c1, f32x4.mul(v128.load32_splat(r), right));
    }
    storeLanes(out + at, written(c0, flags), wide);
    if (rows > 1) storeLanes(out1 + at, written(c1, flags), wide);
  }
  if (unfinished()) finish(out, (<usize>columns) << 2, rows, 0, columns);
}
