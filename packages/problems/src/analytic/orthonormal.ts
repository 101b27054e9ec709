import type { Random } from "@downhill/core";

/**
 * Rows of length 1 at right angles, uniform among such: shape [rows, columns], rows ≤ columns. By Gram and Schmidt from
 * normals, each row twice, so that rounding does not tilt them.
 */
export function orthonormal(rows: number, columns: number, random: Random): Float64Array {
  const q = Float64Array.from({ length: rows * columns }, () => random.normal());
  for (let i = 0; i < rows; i++) {
    const row = q.subarray(i * columns, (i + 1) * columns);
    for (let pass = 0; pass < 2; pass++) {
      for (let k = 0; k < i; k++) {
        const other = q.subarray(k * columns, (k + 1) * columns);
        const along = dot(row, other);
        for (let j = 0; j < columns; j++) row[j]! -= along * other[j]!;
      }
    }
    const length = Math.sqrt(dot(row, row));
    for (let j = 0; j < columns; j++) row[j]! /= length;
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
