import { gramColumns, gramRows, matmulNN, matmulNT, matmulTN } from "@downhill/linalg";
import type { FloatArray, Ops } from "@downhill/plugin";

/** A tensor as a matrix, and which of its sides have a triangular factor; the others have a diagonal one. */
export interface Sides {
  readonly rows: number;
  readonly columns: number;
  /** Of the rows, and of the columns; a vector has rows only. */
  readonly triangular: readonly boolean[];
}

/** What has more than two axes is a matrix of the last against the others, or of the first, whichever is less wide. */
export function sidesOf(shape: readonly number[], length: number, maxSize: number, minNdim: number): Sides {
  const last = shape.at(-1) ?? 1;
  const first = shape[0] ?? 1;
  let sizes = [...shape];
  if (length === 0) sizes = [];
  else if (shape.length > 2) {
    const [one, other] = [
      [length / last, last],
      [first, length / first],
    ] as const;
    sizes = one[1] - one[0] <= other[1] - other[0] ? [...one] : [...other];
  }
  const triangular = sizes.map((size) => size > 1 && size <= maxSize && sizes.length >= minNdim);
  return { rows: sizes[0] ?? length, columns: sizes[1] ?? 1, triangular: sizes.length ? triangular : [false] };
}

/** How many elements a side's factor has. */
export const factorLength = ({ rows, columns, triangular }: Sides, side: 0 | 1): number => {
  const size = side ? columns : rows;
  if (triangular.length <= side) return 0;
  return triangular[side] ? size * size : size;
};

/**
 * x = Q·x of the rows, or x·Qᵀ of the columns; with `transposed` Qᵀ·x, or x·Q. Q is upper triangular, or a diagonal.
 * @param z as long as x, to work in
 */
export function multiply(
  x: FloatArray,
  q: FloatArray,
  { rows, columns, triangular }: Sides,
  side: 0 | 1,
  transposed: boolean,
  z: FloatArray,
): void {
  if (triangular[side]) {
    if (side) (transposed ? matmulNN : matmulNT)(z, x, q, rows, columns, columns);
    else (transposed ? matmulTN : matmulNN)(z, q, x, rows, rows, columns);
    x.set(z);
  } else
    for (let row = 0, i = 0; row < rows; row++)
      for (let j = 0; j < columns; j++, i++) x[i] = x[i]! * q[side ? j : row]!;
}

/** x = Q⁻ᵀ·x of the rows, or x·Q⁻¹ of the columns. */
export function solve(x: FloatArray, q: FloatArray, { rows, columns, triangular }: Sides, side: 0 | 1): void {
  if (!triangular[side]) {
    for (let row = 0, i = 0; row < rows; row++)
      for (let j = 0; j < columns; j++, i++) x[i] = x[i]! / q[side ? j : row]!;
  } else if (side)
    for (let from = 0; from < x.length; from += columns)
      for (let j = 0; j < columns; j++) {
        const z = x[from + j]! / q[j * columns + j]!;
        x[from + j] = z;
        for (let i = j + 1; i < columns; i++) x[from + i] = x[from + i]! - z * q[j * columns + i]!;
      }
  else
    for (let j = 0; j < rows; j++) {
      const from = j * columns;
      for (let c = 0; c < columns; c++) x[from + c] = x[from + c]! / q[j * rows + j]!;
      for (let i = j + 1; i < rows; i++) {
        const each = q[j * rows + i]!;
        const to = i * columns;
        if (each !== 0) for (let c = 0; c < columns; c++) x[to + c] = x[to + c]! - each * x[from + c]!;
      }
    }
}

/** The products of the rows, or the columns, of x with each other; of a diagonal factor, with themselves. */
function products(out: FloatArray, x: FloatArray, sides: Sides, side: 0 | 1): void {
  const { rows, columns } = sides;
  if (sides.triangular[side]) {
    if (side) gramColumns(out, x, rows, columns);
    else gramRows(out, x, rows, columns);
    return;
  }
  out.fill(0);
  for (let i = 0; i < x.length; i++) {
    const k = side ? i % columns : Math.floor(i / columns);
    out[k] = out[k]! + x[i]! * x[i]!;
  }
}

/** A lower bound of a symmetric n × n matrix's spectral norm, from its column of the largest norm. */
function lowerBound(s: FloatArray, most: number, n: number): number {
  let [best, largest] = [0, -1];
  for (let j = 0; j < n; j++) {
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = s[i * n + j]! / most;
      squares += x * x;
    }
    if (squares > largest) [best, largest] = [j, squares];
  }
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) z[j]! += (s[i * n + best]! / most) * (s[i * n + j]! / most);
  const norm = Math.sqrt(z.reduce((sum, each) => sum + each * each, 0));
  let squares = 0;
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (z[j]! / norm) * (s[k * n + j]! / most);
    squares += sum * sum;
  }
  return Math.sqrt(squares) * most;
}

type Values<K extends string> = Record<K, number>;
const subtract = ({ q, two }: Values<"q" | "two">, { size }: Values<"size">) => ({ q: q - size * two });
const apart = ({ one, two }: Values<"one" | "two">) => ({ one: one - two, two: one + two });

/**
 * Q ← Q - lr·triu(T₁ - T₂)·Q / ‖T₁ + T₂‖, T₁ and T₂ the products of A's and B's rows or columns. A diagonal Q takes the diagonals and the largest
 * sum. Where they overflow, Q becomes a tenth.
 * @param one, two as long as q
 */
export function learn(
  q: FloatArray,
  a: FloatArray,
  b: FloatArray,
  {
    sides,
    side,
    lr,
    one,
    two,
    ops,
  }: { sides: Sides; side: 0 | 1; lr: number; one: FloatArray; two: FloatArray; ops: Ops },
): void {
  const n = side ? sides.columns : sides.rows;
  products(one, a, sides, side);
  products(two, b, sides, side);
  ops.map(apart, { one, two });
  const most = ops.maxAbs(two);
  if (!Number.isFinite(most)) for (let i = 0; i < q.length; i++) q[i]! /= 10;
  else if (most === 0) return;
  else if (!sides.triangular[side]) for (let i = 0; i < n; i++) q[i]! -= (lr * one[i]! * q[i]!) / most;
  else {
    const bound = lowerBound(two, most, n);
    for (let i = 0; i < n; i++) one.fill(0, i * n, i * n + i);
    matmulNN(two, one, q, n, n, n);
    ops.map(subtract, { q, two }, { size: lr / bound });
  }
}
