import { rounded } from "./lanes";
import { flushed } from "./flush";
import { low } from "./pack64";
import { PANELS } from "./scratch";
import { promote } from "./shallow64";

/**
 * The gradients of the weights of a dense layer of two inputs, Xᵀ·dY, and of its biases, the sum of dY's rows: reading dY takes as
 * long as multiplying it. `units` are a multiple of 8.
 */
export function gradientsOfTwo32(dw: usize, db: usize, x: usize, dy: usize, rows: i32, units: i32): void {
  const down = <usize>units << 2;
  for (let at: usize = 0; at != down; at += 32) {
    let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, sum0 = c00, sum1 = c00;
    for (let i = 0, p = x, q = dy + at; i < rows; i++, p += 8, q += down) {
      const left = v128.load(q), right = v128.load(q, 16);
      let v = v128.load32_splat(p);
      c00 = f32x4.add(c00, f32x4.mul(v, left)), c01 = f32x4.add(c01, f32x4.mul(v, right));
      v = v128.load32_splat(p, 4);
      c10 = f32x4.add(c10, f32x4.mul(v, left)), c11 = f32x4.add(c11, f32x4.mul(v, right));
      sum0 = f32x4.add(sum0, left), sum1 = f32x4.add(sum1, right);
    }
    v128.store(dw + at, flushed(c00)), v128.store(dw + at, flushed(c01), 16);
    v128.store(dw + down + at, flushed(c10)), v128.store(dw + down + at, flushed(c11), 16);
    v128.store(db + at, flushed(sum0)), v128.store(db + at, flushed(sum1), 16);
  }
}

/** In float64: `rows` are no more than PANELS has room for. */
export function gradientsOfTwo64(dw: usize, db: usize, x: usize, dy: usize, rows: i32, units: i32): void {
  const down = <usize>units << 2;
  promote(PANELS, x, rows << 1);
  const end = PANELS + (<usize>rows << 4);
  for (let at: usize = 0; at != down; at += 32) {
    let c00 = f64x2.splat(0), c01 = c00, c02 = c00, c03 = c00, c10 = c00, c11 = c00, c12 = c00, c13 = c00;
    let sum0 = c00, sum1 = c00;
    for (let p = PANELS, q = dy + at; p != end; p += 16, q += down) {
      sum0 = f32x4.add(sum0, v128.load(q)), sum1 = f32x4.add(sum1, v128.load(q, 16));
      const v = v128.load64_splat(p), w = v128.load64_splat(p, 8);
      let right = low(v128.load64_zero(q));
      c00 = f64x2.add(c00, f64x2.mul(v, right)), c10 = f64x2.add(c10, f64x2.mul(w, right));
      right = low(v128.load64_zero(q, 8));
      c01 = f64x2.add(c01, f64x2.mul(v, right)), c11 = f64x2.add(c11, f64x2.mul(w, right));
      right = low(v128.load64_zero(q, 16));
      c02 = f64x2.add(c02, f64x2.mul(v, right)), c12 = f64x2.add(c12, f64x2.mul(w, right));
      right = low(v128.load64_zero(q, 24));
      c03 = f64x2.add(c03, f64x2.mul(v, right)), c13 = f64x2.add(c13, f64x2.mul(w, right));
    }
    v128.store(dw + at, flushed(rounded(c00, c01))), v128.store(dw + at, flushed(rounded(c02, c03)), 16);
    v128.store(dw + down + at, flushed(rounded(c10, c11))), v128.store(dw + down + at, flushed(rounded(c12, c13)), 16);
    v128.store(db + at, flushed(sum0)), v128.store(db + at, flushed(sum1), 16);
  }
}
