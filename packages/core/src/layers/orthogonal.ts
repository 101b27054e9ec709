import { orthonormalRows } from "@downhill/linalg/orthonormal";
import { checkNumber } from "@downhill/plugin/arguments";
import type { Initializer } from "./initializers.ts";

/**
 * A random orthogonal matrix times `gain`: `shape` is taken as first dimension × all others, and whichever of rows and
 * columns are fewer become orthonormal. Draws one normal an element, in row-major order.
 *
 * Gram–Schmidt, block by block, each twice, in float64; it is the Q of the QR decomposition whose R has a positive diagonal.
 *
 * @throws TypeError or RangeError for a gain that is not a finite number.
 * Source: Saxe et al. 2014; `torch.nn.init.orthogonal_` gives the same matrix for the same draws.
 */
export function orthogonal(gain = 1): Initializer {
  checkNumber("orthogonal", "gain", gain);
  return (values, shape, random) => {
    const rows = shape[0] ?? 1;
    const columns = values.length / rows;
    const drawn = Float64Array.from(values, () => random.normal());
    const across = rows < columns;
    const q = across ? drawn : transposed(drawn, rows, columns);
    orthonormalRows(q, Math.min(rows, columns), Math.max(rows, columns));
    const made = across ? q : transposed(q, columns, rows);
    for (let i = 0; i < values.length; i++) values[i] = gain * made[i]!;
  };
}

function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  const t = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) t[j * rows + i] = a[i * columns + j]!;
  return t;
}
