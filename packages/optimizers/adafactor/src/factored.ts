import { type Factors, moveScaled, scaledSquares, squareSums } from "@downhill/linalg/rows";
import type { FloatArray } from "@downhill/plugin";

/** 1 / √V of a stack of matrices as a product: `byRow[i]·byColumn[j]`, of each matrix its own. */
export interface Stack extends Factors {
  readonly rows: number;
  readonly columns: number;
}

interface Tensor {
  readonly g: FloatArray;
  /** The squares' mean of each row, and of each column. */
  readonly row: FloatArray;
  readonly col: FloatArray;
  readonly shape: readonly number[];
}

/** Room for factors and sums, which nothing outlasts a tensor's step in. */
let room = new Float64Array(0);

/** The matrices of a stack, and where each lies in an array of them all. */
function* matrices(length: number, { rows, columns, byRow, byColumn }: Stack) {
  for (let from = 0, i = 0; from < length; from += rows * columns, i++)
    yield {
      part: (x: FloatArray) => x.subarray(from, from + rows * columns),
      byRow: byRow.subarray(i * rows, (i + 1) * rows),
      byColumn: byColumn.subarray(i * columns, (i + 1) * columns),
    };
}

/**
 * Moves the means of rows and columns towards those of g², but not beyond `largest`.
 * Returns the factors that follow from them, until the next call.
 */
export function factor({ g, row, col, shape }: Tensor, fresh: number, eps1: number, largest: number): Stack {
  const [rows, columns] = shape.slice(-2) as [number, number];
  const length = row.length + col.length;
  if (room.length < length) room = new Float64Array(length);
  const byRow = room.subarray(0, row.length).fill(0);
  const byColumn = room.subarray(row.length, length).fill(0);
  const stack = { rows, columns, byRow, byColumn };
  for (const { part, ...sums } of matrices(g.length, stack)) squareSums(sums, part(g), stack);

  const towards = (old: number, mean: number) => Math.min(largest, old + fresh * (Math.min(largest, mean) - old));
  for (let r = 0; r < row.length; r++) row[r] = towards(row[r]!, byRow[r]! / columns);
  for (let c = 0; c < col.length; c++) {
    col[c] = towards(col[c]!, byColumn[c]! / rows);
    byColumn[c] = 1 / Math.sqrt(col[c]!);
  }
  for (let start = 0; start < row.length; start += rows) {
    let mean = 0;
    for (let r = start; r < start + rows; r++) mean += row[r]! / rows;
    for (let r = start; r < start + rows; r++) byRow[r] = Math.sqrt(Math.max(mean, eps1) / row[r]!) || Infinity;
  }
  return stack;
}

/** Σ u², where u = g / √V, but no more than g times `most`. */
export function squares(g: FloatArray, stack: Stack, most: number): number {
  let sum = 0;
  for (const { part, ...factors } of matrices(g.length, stack)) sum = scaledSquares(sum, part(g), factors, most, stack);
  return sum;
}

/** w ← keep·w - α·u */
export function move(w: FloatArray, g: FloatArray, stack: Stack, most: number, keep: number, alpha: number): void {
  for (const { part, ...factors } of matrices(g.length, stack))
    moveScaled(part(w), part(g), factors, most, keep, alpha, stack);
}
