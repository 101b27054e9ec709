/** A matrix as an array, one step down and one to the right. */
export interface Strided {
  readonly data: Float32Array;
  readonly down: number;
  readonly right: number;
}

export const transposed = ({ data, down, right }: Strided): Strided => ({ data, down: right, right: down });

/**
 * out[i, j] = Σₖ a[i, k]·b[k, j] in float64, rounded once.
 *
 * Eight sums at a time, of four rows and two columns: one alone would wait for its last addition, and each number that is
 * loaded serves several. At the lower edge the tile takes the last row several times.
 */
export function sumFloat64(out: Strided, a: Strided, b: Strided, rows: number, inner: number, columns: number): void {
  const { data: x, down: xDown, right: xRight } = a;
  const { data: y, down: yDown, right: yRight } = b;
  const { data: z, down, right } = out;
  for (let i = 0; i < rows; i += 4) {
    const last = rows - 1 - i;
    const x1 = Math.min(1, last) * xDown;
    const x2 = Math.min(2, last) * xDown;
    const x3 = Math.min(3, last) * xDown;
    let j = 0;
    for (; j + 1 < columns; j += 2) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let t0 = 0;
      let t1 = 0;
      let t2 = 0;
      let t3 = 0;
      for (let k = 0, p = i * xDown, q = j * yRight; k < inner; k++, p += xRight, q += yDown) {
        const b0 = y[q]!;
        const b1 = y[q + yRight]!;
        const a0 = x[p]!;
        const a1 = x[p + x1]!;
        const a2 = x[p + x2]!;
        const a3 = x[p + x3]!;
        s0 += a0 * b0;
        s1 += a1 * b0;
        s2 += a2 * b0;
        s3 += a3 * b0;
        t0 += a0 * b1;
        t1 += a1 * b1;
        t2 += a2 * b1;
        t3 += a3 * b1;
      }
      const at = i * down + j * right;
      put(z, at, down, last, s0, s1, s2, s3);
      put(z, at + right, down, last, t0, t1, t2, t3);
    }
    if (j === columns) continue;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0, p = i * xDown, q = j * yRight; k < inner; k++, p += xRight, q += yDown) {
      const b0 = y[q]!;
      s0 += x[p]! * b0;
      s1 += x[p + x1]! * b0;
      s2 += x[p + x2]! * b0;
      s3 += x[p + x3]! * b0;
    }
    put(z, i * down + j * right, down, last, s0, s1, s2, s3);
  }
}

/**
 * The same with each product and each sum rounded to float32. Written out again: with the rounding as an argument it
 * would be called for each product.
 */
export function sumFloat32(out: Strided, a: Strided, b: Strided, rows: number, inner: number, columns: number): void {
  const { data: x, down: xDown, right: xRight } = a;
  const { data: y, down: yDown, right: yRight } = b;
  const { data: z, down, right } = out;
  for (let i = 0; i < rows; i += 4) {
    const last = rows - 1 - i;
    const x1 = Math.min(1, last) * xDown;
    const x2 = Math.min(2, last) * xDown;
    const x3 = Math.min(3, last) * xDown;
    let j = 0;
    for (; j + 1 < columns; j += 2) {
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      let t0 = 0;
      let t1 = 0;
      let t2 = 0;
      let t3 = 0;
      for (let k = 0, p = i * xDown, q = j * yRight; k < inner; k++, p += xRight, q += yDown) {
        const b0 = y[q]!;
        const b1 = y[q + yRight]!;
        const a0 = x[p]!;
        const a1 = x[p + x1]!;
        const a2 = x[p + x2]!;
        const a3 = x[p + x3]!;
        s0 = Math.fround(s0 + Math.fround(a0 * b0));
        s1 = Math.fround(s1 + Math.fround(a1 * b0));
        s2 = Math.fround(s2 + Math.fround(a2 * b0));
        s3 = Math.fround(s3 + Math.fround(a3 * b0));
        t0 = Math.fround(t0 + Math.fround(a0 * b1));
        t1 = Math.fround(t1 + Math.fround(a1 * b1));
        t2 = Math.fround(t2 + Math.fround(a2 * b1));
        t3 = Math.fround(t3 + Math.fround(a3 * b1));
      }
      const at = i * down + j * right;
      put(z, at, down, last, s0, s1, s2, s3);
      put(z, at + right, down, last, t0, t1, t2, t3);
    }
    if (j === columns) continue;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let k = 0, p = i * xDown, q = j * yRight; k < inner; k++, p += xRight, q += yDown) {
      const b0 = y[q]!;
      s0 = Math.fround(s0 + Math.fround(x[p]! * b0));
      s1 = Math.fround(s1 + Math.fround(x[p + x1]! * b0));
      s2 = Math.fround(s2 + Math.fround(x[p + x2]! * b0));
      s3 = Math.fround(s3 + Math.fround(x[p + x3]! * b0));
    }
    put(z, i * down + j * right, down, last, s0, s1, s2, s3);
  }
}

/** Down a column, as far as there are rows. */
function put(z: Float32Array, at: number, down: number, last: number, s0: number, s1: number, s2: number, s3: number) {
  z[at] = s0;
  if (last > 0) z[at + down] = s1;
  if (last > 1) z[at + 2 * down] = s2;
  if (last > 2) z[at + 3 * down] = s3;
}
