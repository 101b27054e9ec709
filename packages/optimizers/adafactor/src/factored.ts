import type { FloatArray } from "@downhill/plugin";

/** 1 / √V of a stack of matrices as a product: `ofRow[i]·ofCol[j]`, of each matrix its own. */
export interface Factors {
  readonly rows: number;
  readonly cols: number;
  readonly ofRow: Float64Array;
  readonly ofCol: Float64Array;
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

/**
 * Moves the means of rows and columns towards those of g², but not beyond `largest`.
 * Returns the factors that follow from them, until the next call.
 */
export function factor({ g, row, col, shape }: Tensor, fresh: number, eps1: number, largest: number): Factors {
  const [rows, cols] = shape.slice(-2) as [number, number];
  const length = row.length + 2 * col.length;
  if (room.length < length) room = new Float64Array(length);
  const ofRow = room.subarray(0, row.length);
  const ofCol = room.subarray(row.length, row.length + col.length);
  const sums = room.subarray(row.length + col.length, length).fill(0);
  const towards = (old: number, mean: number) => Math.min(largest, old + fresh * (Math.min(largest, mean) - old));

  for (let r = 0, k = 0; r < row.length; r++) {
    const first = Math.floor(r / rows) * cols;
    let sum = 0;
    for (let c = first; c < first + cols; c++, k++) {
      const square = g[k]! * g[k]!;
      sum += square;
      sums[c]! += square;
    }
    row[r] = towards(row[r]!, sum / cols);
  }
  for (let c = 0; c < col.length; c++) {
    col[c] = towards(col[c]!, sums[c]! / rows);
    ofCol[c] = 1 / Math.sqrt(col[c]!);
  }
  for (let start = 0; start < row.length; start += rows) {
    let mean = 0;
    for (let r = start; r < start + rows; r++) mean += row[r]! / rows;
    for (let r = start; r < start + rows; r++) ofRow[r] = Math.sqrt(Math.max(mean, eps1) / row[r]!) || Infinity;
  }
  return { rows, cols, ofRow, ofCol };
}

/** Σ u², where u = g / √V, but no more than g times `most`. */
export function squares(g: FloatArray, { rows, cols, ofRow, ofCol }: Factors, most: number): number {
  let sum = 0;
  for (let r = 0, k = 0; r < ofRow.length; r++) {
    const first = Math.floor(r / rows) * cols;
    const scale = ofRow[r]!;
    for (let c = first; c < first + cols; c++, k++) {
      const u = g[k]! * Math.min(scale * ofCol[c]!, most);
      sum += u * u;
    }
  }
  return sum;
}

/** w ← keep·w - α·u */
export function move(
  w: FloatArray,
  g: FloatArray,
  { rows, cols, ofRow, ofCol }: Factors,
  most: number,
  keep: number,
  alpha: number,
): void {
  for (let r = 0, k = 0; r < ofRow.length; r++) {
    const first = Math.floor(r / rows) * cols;
    const scale = ofRow[r]!;
    for (let c = first; c < first + cols; c++, k++)
      w[k] = keep * w[k]! - alpha * (g[k]! * Math.min(scale * ofCol[c]!, most));
  }
}
