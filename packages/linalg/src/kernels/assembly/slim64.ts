import { finish, steps, unfinished, written } from "./epilogue";
import { loadLanes, rounded, storeLanes } from "./lanes";
import { high, low } from "./pack64";

/** One or two rows of the product, B where it lies, in float64: as slim32, in tiles of 2 × 8. */
export function slim64(
  out: usize, a0: usize, a1: usize, aStep: usize, b: usize, bDown: usize, rows: i32, inner: i32, columns: i32,
): void {
  if (rows == 0) return;
  const flags = steps;
  const out1 = rows > 1 ? out + (<usize>columns << 2) : out;
  let j = 0;
  for (; j + 8 <= columns; j += 8) {
    const at = <usize>j << 2;
    let c00 = f64x2.splat(0), c01 = c00, c02 = c00, c03 = c00, c10 = c00, c11 = c00, c12 = c00, c13 = c00;
    for (let k = 0, p = a0, r = a1, q = b + at; k < inner; k++, p += aStep, r += aStep, q += bDown) {
      const x = low(v128.load32_splat(p)), y = low(v128.load32_splat(r));
      let right = low(v128.load64_zero(q));
      c00 = f64x2.add(c00, f64x2.mul(x, right));
      c10 = f64x2.add(c10, f64x2.mul(y, right));
      right = low(v128.load64_zero(q, 8));
      c01 = f64x2.add(c01, f64x2.mul(x, right));
      c11 = f64x2.add(c11, f64x2.mul(y, right));
      right = low(v128.load64_zero(q, 16));
      c02 = f64x2.add(c02, f64x2.mul(x, right));
      c12 = f64x2.add(c12, f64x2.mul(y, right));
      right = low(v128.load64_zero(q, 24));
      c03 = f64x2.add(c03, f64x2.mul(x, right));
      c13 = f64x2.add(c13, f64x2.mul(y, right));
    }
    v128.store(out + at, written(rounded(c00, c01), flags)), v128.store(out + at, written(rounded(c02, c03), flags), 16);
    if (rows > 1) v128.store(out1 + at, written(rounded(c10, c11), flags)), v128.store(out1 + at, written(rounded(c12, c13), flags), 16);
  }
  for (; j < columns; j += 4) {
    const wide = min(columns - j, 4);
    const at = <usize>j << 2;
    let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00;
    for (let k = 0, p = a0, r = a1, q = b + at; k < inner; k++, p += aStep, r += aStep, q += bDown) {
      const x = low(v128.load32_splat(p)), y = low(v128.load32_splat(r));
      const v = loadLanes(q, wide);
      const left = low(v), right = high(v);
      c00 = f64x2.add(c00, f64x2.mul(x, left)), c01 = f64x2.add(c01, f64x2.mul(x, right));
      c10 = f64x2.add(c10, f64x2.mul(y, left)), c11 = f64x2.add(c11, f64x2.mul(y, right));
    }
    storeLanes(out + at, written(rounded(c00, c01), flags), wide);
    if (rows > 1) storeLanes(out1 + at, written(rounded(c10, c11), flags), wide);
  }
  if (unfinished()) finish(out, <usize>columns << 2, rows, 0, columns);
}
