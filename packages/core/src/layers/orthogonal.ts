import { checkNumber } from "@downhill/plugin/arguments";
import type { Initializer } from "./initializers.ts";

/**
 * A random orthogonal matrix times `gain`: `shape` is taken as first dimension × all others, and whichever of rows and
 * columns are fewer become orthonormal. Draws one normal an element, in row-major order.
 *
 * Gram–Schmidt, each vector twice, in float64; it is the Q of the QR decomposition whose R has a positive diagonal.
 *
 * @throws TypeError or RangeError for a gain that is not a finite number.
 * Source: Saxe et al. 2014; `torch.nn.init.orthogonal_` gives the same matrix for the same draws.
 */
export function orthogonal(gain = 1): Initializer {
  checkNumber("orthogonal", "gain", gain);
  return (values, shape, random) => {
    const rows = shape[0] ?? 1;
    const columns = values.length / rows;
    const q = Float64Array.from(values, () => random.normal());
    const [count, length, across, along] = rows < columns ? [rows, columns, columns, 1] : [columns, rows, 1, columns];
    for (let i = 0; i < count; i++) {
      for (let round = 0; round < 2; round++) {
        for (let j = 0; j < i; j++) subtractProjection(q, i * across, j * across, along, length);
      }
      normalize(q, i * across, along, length);
    }
    for (let i = 0; i < values.length; i++) values[i] = gain * q[i]!;
  };
}

/** v -= (u·v)·u, for u a unit vector. Vectors are read from their start on, `along` apart. */
function subtractProjection(q: Float64Array, v: number, u: number, along: number, length: number): void {
  let dot = 0;
  for (let k = 0; k < length; k++) dot += q[u + k * along]! * q[v + k * along]!;
  for (let k = 0; k < length; k++) q[v + k * along] = q[v + k * along]! - dot * q[u + k * along]!;
}

function normalize(q: Float64Array, v: number, along: number, length: number): void {
  let squared = 0;
  for (let k = 0; k < length; k++) squared += q[v + k * along]! * q[v + k * along]!;
  const norm = Math.sqrt(squared);
  for (let k = 0; k < length; k++) q[v + k * along] = q[v + k * along]! / norm;
}
