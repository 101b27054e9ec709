/** Second moments of matrices kept as means of their rows and columns, as Adafactor does: V = R·C / mean(R). */

import type { FloatArray } from "@downhill/plugin";
import { moveScaled, scaledSquares, squareSums } from "./loops.ts";

/** A number for each row and each column of a stack of matrices, of each matrix its own. */
export interface Lines {
  readonly rows: number;
  readonly cols: number;
  readonly ofRow: Float64Array;
  readonly ofCol: Float64Array;
}

/** The mean of squares of each row, and of each column, of a tensor of that shape. */
export interface Means {
  readonly row: FloatArray;
  readonly col: FloatArray;
  readonly shape: readonly number[];
}

/** Of 1 / √V as a product, `ofRow[i]·ofCol[j]`, no more than `most`, which is needed where V is 0. */
export interface Factors extends Lines {
  readonly most: number;
}

export interface Average {
  /** The share of the new mean. */
  readonly fresh: number;
  /** Added to each new mean. */
  readonly eps: number;
  /** The least mean(R). */
  readonly least: number;
  /** The largest mean. */
  readonly largest: number;
  readonly most: number;
}

/** Makes lines of zeros, always in the same memory: nothing of them outlasts a tensor's step. */
export function zeroLines(): (means: Means) => Lines {
  let room = new Float64Array(0);
  return ({ row, col, shape }) => {
    const [rows, cols] = shape.slice(-2) as [number, number];
    const length = row.length + col.length;
    if (room.length < length) room = new Float64Array(length);
    room.fill(0, 0, length);
    return { rows, cols, ofRow: room.subarray(0, row.length), ofCol: room.subarray(row.length, length) };
  };
}

/** The matrices of a stack, each with its own numbers, and where it lies in an array of them all. */
function* matrices({ rows, cols, ofRow, ofCol }: Lines) {
  const size = rows * cols;
  for (let i = 0; i * rows < ofRow.length; i++)
    yield {
      of: (x: FloatArray) => x.subarray(i * size, (i + 1) * size),
      lines: {
        byRow: ofRow.subarray(i * rows, (i + 1) * rows),
        byColumn: ofCol.subarray(i * cols, (i + 1) * cols),
      },
      sides: { rows, columns: cols },
    };
}

/** Adds the squares of x to the sums of their rows and columns. */
export function addSquares(sums: Lines, x: FloatArray): void {
  for (const { of, lines, sides } of matrices(sums)) squareSums(lines, of(x), sides);
}

/** Moves means towards those of the sums, which then become the factors that follow from them. */
export function factor(sums: Lines, { row, col }: Means, { fresh, eps, least, largest, most }: Average): Factors {
  const { rows, cols, ofRow, ofCol } = sums;
  const towards = (old: number, mean: number) => Math.min(largest, old + fresh * (Math.min(largest, mean) - old));
  for (let r = 0; r < row.length; r++) row[r] = towards(row[r]!, ofRow[r]! / cols + eps);
  for (let c = 0; c < col.length; c++) {
    col[c] = towards(col[c]!, ofCol[c]! / rows + eps);
    ofCol[c] = 1 / Math.sqrt(col[c]!);
  }
  for (let start = 0; start < row.length; start += rows) {
    let mean = 0;
    for (let r = start; r < start + rows; r++) mean += row[r]! / rows;
    for (let r = start; r < start + rows; r++) ofRow[r] = Math.sqrt(Math.max(mean, least) / row[r]!) || Infinity;
  }
  return { ...sums, most };
}

/** Σ u², where u = x / √V. */
export function squares(x: FloatArray, factors: Factors): number {
  let sum = 0;
  for (const { of, lines, sides } of matrices(factors)) sum = scaledSquares(sum, of(x), lines, factors.most, sides);
  return sum;
}

/** w ← keep·w - α·u, where u = x / √V. */
export function move(
  w: FloatArray,
  x: FloatArray,
  factors: Factors,
  { keep, alpha }: { readonly keep: number; readonly alpha: number },
): void {
  for (const { of, lines, sides } of matrices(factors))
    moveScaled(of(w), of(x), lines, factors.most, keep, alpha, sides);
}
