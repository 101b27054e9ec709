import { matmulTN32 } from "./product32";
import { matmulTN64 } from "./product64";
import { sumRows } from "./sum";

/** The gradients of a dense layer's weights, Xᵀ·dY, and of its biases, the sum of dY's rows. */
export function denseGradients32(
  dw: usize, db: usize, x: usize, dy: usize, rows: i32, inputs: i32, units: i32,
): void {
  if (inputs == 2 && (units & 7) == 0) {
    fused(dw, db, x, dy, rows, units);
  } else {
    matmulTN32(dw, x, dy, inputs, rows, units);
    sumRows(db, dy, rows, units);
  }
}

export function denseGradients64(
  dw: usize, db: usize, x: usize, dy: usize, rows: i32, inputs: i32, units: i32,
): void {
  matmulTN64(dw, x, dy, inputs, rows, units);
  sumRows(db, dy, rows, units);
}

/** Two inputs: reading dY takes as long as multiplying it, so the biases' gradient is summed on the way. */
function fused(dw: usize, db: usize, x: usize, dy: usize, rows: i32, units: i32): void {
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
    v128.store(dw + at, c00), v128.store(dw + at, c01, 16);
    v128.store(dw + down + at, c10), v128.store(dw + down + at, c11, 16);
    v128.store(db + at, sum0), v128.store(db + at, sum1, 16);
  }
}
