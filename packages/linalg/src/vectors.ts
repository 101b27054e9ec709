import type { Doubles } from "./kernels/interface.ts";

/** Loops over parts of one float64 array, which are named by the index of their first element. */
export interface Vectors {
  /** Σ xᵢyᵢ. Element i goes to accumulator i mod 4; (0 + 1) + (2 + 3). */
  dot(x: number, y: number, length: number): number;
  /** y += s·x */
  addScaled(y: number, x: number, length: number, s: number): void;
  /** row -= v·w + s·u */
  subtractTwo(row: number, w: number, v: number, u: number, s: number, length: number): void;
  /** x, y = c·x - s·y, s·x + c·y */
  rotate(x: number, y: number, length: number, c: number, s: number): void;
}

/** By kernels, in their memory. */
export const simdVectors = (kernels: Doubles): Vectors => ({
  dot: (x, y, length) => kernels.dot(x * 8, y * 8, length),
  addScaled: (y, x, length, s) => kernels.addScaled(y * 8, x * 8, length, s),
  subtractTwo: (row, w, v, u, s, length) => kernels.subtractTwo(row * 8, w * 8, v, u * 8, s, length),
  rotate: (x, y, length, c, s) => kernels.rotate(x * 8, y * 8, length, c, s),
});

/** The same bits, without kernels. */
export const plainVectors = (f64: Float64Array): Vectors => ({
  dot(x, y, length) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    const whole = length - (length % 4);
    for (let i = 0; i < whole; i += 4) {
      a += f64[x + i]! * f64[y + i]!;
      b += f64[x + i + 1]! * f64[y + i + 1]!;
      c += f64[x + i + 2]! * f64[y + i + 2]!;
      d += f64[x + i + 3]! * f64[y + i + 3]!;
    }
    if (whole < length) a += f64[x + whole]! * f64[y + whole]!;
    if (whole + 1 < length) b += f64[x + whole + 1]! * f64[y + whole + 1]!;
    if (whole + 2 < length) c += f64[x + whole + 2]! * f64[y + whole + 2]!;
    return a + b + (c + d);
  },
  addScaled(y, x, length, s) {
    for (let i = 0; i < length; i++) f64[y + i] = f64[y + i]! + s * f64[x + i]!;
  },
  subtractTwo(row, w, v, u, s, length) {
    for (let i = 0; i < length; i++) f64[row + i] = f64[row + i]! - (v * f64[w + i]! + s * f64[u + i]!);
  },
  rotate(x, y, length, c, s) {
    for (let i = 0; i < length; i++) {
      const a = f64[x + i]!;
      const b = f64[y + i]!;
      f64[x + i] = c * a - s * b;
      f64[y + i] = s * a + c * b;
    }
  },
});
