/** The mean of (y - t)², summed in float64, and its gradient, 2·(y - t) / n. */
export function meanSquared(gradient: Float32Array, y: Float32Array, t: Float32Array): number {
  const n = y.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const d = y[i]! - t[i]!;
    sum += d * d;
    gradient[i] = (2 * d) / n;
  }
  return sum / n;
}
