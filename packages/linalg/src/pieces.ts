import type { Heap } from "@downhill/plugin/engine";
import { type Floats, isFloat32 } from "./check.ts";
import { reserve } from "./workspace.ts";

/** The sides of a row-major matrix. */
export interface Sides {
  readonly rows: number;
  readonly columns: number;
}

/** A matrix, and whether it is written. */
type Matrix = readonly [x: Floats, written: boolean];
/** Numbers for each row, or for each column, and whether they are written. */
type Vector = readonly [v: Float64Array, perRow: boolean, written: boolean];

/** Elements from which on copying them to the kernels takes less than those save. */
const WORTHWHILE = 512;
/** Elements of a piece: what is copied stays in the first-level cache. */
const PIECE = 4096;

/**
 * Has kernels go through matrices of float32 that are copied to them, so many rows at a time, or so much of a long one.
 * @param run of so many rows and columns: the addresses of those of the matrices, and of the vectors
 * @returns false where there are no kernels, or too little for them to do, or it is of float64: nothing has been done then
 */
export function inPieces<Kernels>(
  kernelsIn: (heap: Heap) => Kernels | undefined,
  { rows, columns }: Sides,
  matrices: readonly Matrix[],
  vectors: readonly Vector[],
  run: (kernels: Kernels, sides: Sides, matrices: readonly number[], vectors: readonly number[]) => void,
): boolean {
  if (rows * columns < WORTHWHILE || !isFloat32(matrices[0]![0])) return false;
  const wide = Math.min(columns, PIECE);
  const many = Math.min(rows, Math.floor(PIECE / wide));
  const numbers = vectors.reduce((sum, [{ length }]) => sum + length, 0);
  const { heap, start, f32, f64 } = reserve(8 * numbers + 4 * many * wide * matrices.length);
  const kernels = heap && kernelsIn(heap);
  if (!kernels) return false;
  let next = start;
  const vectorsAt = vectors.map(([v]) => {
    f64.set(v, next / 8);
    next += 8 * v.length;
    return next - 8 * v.length;
  });
  const matricesAt = matrices.map((_, i) => next + 4 * many * wide * i);
  for (let row = 0; row < rows; row += many)
    for (let column = 0; column < columns; column += wide) {
      const sides = { rows: Math.min(many, rows - row), columns: Math.min(wide, columns - column) };
      const from = row * columns + column;
      const length = sides.rows * sides.columns;
      for (const [i, [x]] of matrices.entries()) f32.set(x.subarray(from, from + length), matricesAt[i]! / 4);
      const ofPiece = vectors.map(([, perRow], i) => vectorsAt[i]! + 8 * (perRow ? row : column));
      run(kernels, sides, matricesAt, ofPiece);
      for (const [i, [x, written]] of matrices.entries()) {
        const at = matricesAt[i]! / 4;
        if (written) x.set(f32.subarray(at, at + length), from);
      }
    }
  for (const [i, [v, , written]] of vectors.entries()) {
    const at = vectorsAt[i]! / 8;
    if (written) v.set(f64.subarray(at, at + v.length));
  }
  return true;
}
