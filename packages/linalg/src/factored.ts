/** Second moments of matrices kept as means of their rows and columns, as Adafactor does: V = R·C / mean(R). */

import type { FloatArray } from "@downhill/plugin";

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

/** Adds the squares of x to the sums of their rows and columns. */
export function addSquares({ rows, cols, ofRow, ofCol }: Lines, x: FloatArray): void {
  for (let r = 0, k = 0; r < ofRow.length; r++) {
    const first = Math.floor(r / rows) * cols;
    let sum = 0;
    for (let c = first; c < first + cols; c++, k++) {
      const square = x[k]! * x[k]!;
      sum += square;
      ofCol[c]! += square;
    }
    ofRow[r] = sum;
  }
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
export function squares(x: FloatArray, { rows, cols, ofRow, ofCol, most }: Factors): number {
  let sum = 0;
  for (let r = 0, k = 0; r < ofRow.length; r++) {
    const first = Math.floor(r / rows) * cols;
    const scale = ofRow[r]!;
    for (let c = first; c < first + cols; c++, k++) {
      const u = x[k]! * Math.min(scale * ofCol[c]!, most);
      sum += u * u;
    }
  }
  return sum;
}

/** w ← keep·w - α·u, where u = x / √V. */
export function move(
  w: FloatArray,
  x: FloatArray,
  { rows, cols, ofRow, ofCol, most }: Factors,
  { keep, alpha }: { readonly keep: number; readonly alpha: number },
): void {
  for (let r = 0, k = 0; r < ofRow.length; r++) {
    const first = Math.floor(r / rows) * cols;
    const scale = ofRow[r]!;
    for (let c = first; c < first + cols; c++, k++)
      w[k] = keep * w[k]! - alpha * (x[k]! * Math.min(scale * ofCol[c]!, most));
  }
}
