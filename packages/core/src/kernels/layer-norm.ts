/**
 * y[i] = (x[i] - meanᵢ)·inverseᵢ·w + b for each row i, with inverse = 1 / √(variance + eps), the variance being the biased
 * one. Statistics are summed in float64; mean and inverse are left for backward.
 */
export function layerNormForward(
  y: Float32Array,
  x: Float32Array,
  mean: Float32Array,
  inverse: Float32Array,
  weights: Float32Array,
  biases: Float32Array,
  rows: number,
  columns: number,
  eps: number,
): void {
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    let sum = 0;
    for (let j = 0; j < columns; j++) sum += x[start + j]!;
    const mu = sum / columns;
    let squares = 0;
    for (let j = 0; j < columns; j++) squares += (x[start + j]! - mu) * (x[start + j]! - mu);
    mean[i] = mu;
    inverse[i] = 1 / Math.sqrt(squares / columns + eps);
    for (let j = 0; j < columns; j++) {
      y[start + j] = (x[start + j]! - mean[i]!) * inverse[i]! * weights[j]! + biases[j]!;
    }
  }
}

/**
 * With x̂ = (x - mean)·inverse and g = dy·w: db = Σᵢ dy, dw = Σᵢ dy·x̂, added in float32 row after row, and in each row
 * dx = inverse·(g - mean of g - x̂·mean of g·x̂), its means in float64.
 */
export function layerNormBackward(
  dx: Float32Array | undefined,
  dw: Float32Array,
  db: Float32Array,
  dy: Float32Array,
  x: Float32Array,
  mean: Float32Array,
  inverse: Float32Array,
  weights: Float32Array,
  rows: number,
  columns: number,
): void {
  dw.fill(0);
  db.fill(0);
  for (let i = 0; i < rows; i++) {
    const start = i * columns;
    const mu = mean[i]!;
    const scale = inverse[i]!;
    let sum = 0;
    let dot = 0;
    for (let j = 0; j < columns; j++) {
      const d = dy[start + j]!;
      const normalised = (x[start + j]! - mu) * scale;
      dw[j] = dw[j]! + d * normalised;
      db[j] = db[j]! + d;
      sum += d * weights[j]!;
      dot += d * weights[j]! * normalised;
    }
    if (!dx) continue;
    for (let j = 0; j < columns; j++) {
      const normalised = (x[start + j]! - mu) * scale;
      dx[start + j] = scale * (dy[start + j]! * weights[j]! - sum / columns - (normalised * dot) / columns);
    }
  }
}
