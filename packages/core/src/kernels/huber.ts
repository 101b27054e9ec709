/**
 * The mean of ½·d² where |d| ≤ delta, delta·(|d| - ½·delta) elsewhere, d = y - t, summed in float64; and its gradient,
 * d / n held between ±delta / n.
 */
export function huberLoss(gradient: Float32Array, y: Float32Array, t: Float32Array, delta: number): number {
  const n = y.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const d = y[i]! - t[i]!;
    const distance = Math.abs(d);
    sum += distance <= delta ? 0.5 * d * d : delta * (distance - 0.5 * delta);
    gradient[i] = Math.min(Math.max(d, -delta), delta) / n;
  }
  return sum / n;
}
