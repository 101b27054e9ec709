// Of float32, what polynomials of matrices take, by blocks only: compiled to ../polynomial.wasm.ts.
import { mirror32 } from "./mirror";
import { product } from "./product32";

export { combine32 as combine } from "./combine";

/** out = A·B with A `rows × inner`, B `inner × columns`. */
export function matmulNN(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  product(out, a, b, rows, inner, columns, false, false, false, true);
}

/** out = A·Aᵀ with A `rows × inner`. */
export function gramNT(out: usize, a: usize, rows: i32, inner: i32): void {
  product(out, a, a, rows, inner, rows, false, true, true, true);
  mirror32(out, rows);
}

/** out = Aᵀ·A with A `inner × rows`. */
export function gramTN(out: usize, a: usize, rows: i32, inner: i32): void {
  product(out, a, a, rows, inner, rows, true, false, true, true);
  mirror32(out, rows);
}
