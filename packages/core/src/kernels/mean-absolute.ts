/** The mean of |y - t|, summed in float64, and its gradient, sign(y - t) / n. */
export function meanAbsolute(gradient: Float32Array, y: Float32Array, t: Float32Array): number {
  const n = y.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const d = y[i]! - t[i]!;
    sum += Math.abs(d);
    gradient[i] = Math.sign(d) / n;
  }
  return sum / n;
}
