import type { Random } from "@downhill/core";
import { orthonormalRows } from "@downhill/linalg/orthonormal";

/** Rows of length 1 at right angles, uniform among such: shape [rows, columns], rows ≤ columns. */
export function orthonormal(rows: number, columns: number, random: Random): Float64Array {
  const q = Float64Array.from({ length: rows * columns }, () => random.normal());
  orthonormalRows(q, rows, columns);
  return q;
}
