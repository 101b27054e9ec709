/** ‖scale·p‖ */
export function norm(p: Float64Array, scale?: Float64Array): number {
  let sum = 0;
  for (let j = 0; j < p.length; j++) {
    const each = scale ? scale[j]! * p[j]! : p[j]!;
    sum += each * each;
  }
  return Math.sqrt(sum);
}

export function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

/** matrix·p, into `out` */
export function times(matrix: Float64Array, p: Float64Array, out: Float64Array): Float64Array {
  const n = p.length;
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += matrix[i * n + j]! * p[j]!;
    out[i] = sum;
  }
  return out;
}

/** Jᵀ·r: half of the gradient of the sum of squares. */
export function gradientOf(jacobian: Float64Array, residuals: Float64Array, n: number): Float64Array {
  const gradient = new Float64Array(n);
  for (let i = 0; i < residuals.length; i++)
    for (let j = 0; j < n; j++) gradient[j]! += jacobian[i * n + j]! * residuals[i]!;
  return gradient;
}

/** The lengths of the columns of an m × n matrix. */
export function columnLengths(matrix: Float64Array, m: number, n: number): Float64Array {
  const sums = new Float64Array(n);
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) sums[j]! += matrix[i * n + j]! * matrix[i * n + j]!;
  return sums.map(Math.sqrt);
}

/** The size of the numbers that residuals are rounded at: a residual is the difference of a model and an observation. */
export function sizeOf(x: Float64Array, residuals: Float64Array, slopes: Float64Array): number {
  let sum = norm(residuals);
  for (let j = 0; j < x.length; j++) sum += Math.abs(x[j]!) * slopes[j]!;
  return sum;
}

/** The largest absolute value. */
export const largest = (values: Float64Array): number =>
  values.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
