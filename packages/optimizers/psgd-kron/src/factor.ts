import { gramColumns, gramRows } from "@downhill/linalg";
import type { FloatArray, Ops } from "@downhill/plugin";
import { transpose, triangularProduct, triangularSolve } from "./triangular.ts";

type Values<K extends string> = Record<K, number>;

/** A tensor as a matrix, and which of its sides have a triangular factor; the others have a diagonal one. */
export interface Sides {
  readonly rows: number;
  readonly columns: number;
  /** Of the rows, and of the columns; a vector has rows only. */
  readonly triangular: readonly boolean[];
}

/** What has more than two axes is a matrix of the last against the others: of the first it would never be less wide. */
export function sidesOf(shape: readonly number[], length: number, maxSize: number, minNdim: number): Sides {
  const last = shape.at(-1)!;
  const sizes = length === 0 ? [] : shape.length > 2 ? [length / last, last] : shape;
  const triangular = sizes.map((size) => size > 1 && size <= maxSize && sizes.length >= minNdim);
  return { rows: sizes[0] ?? length, columns: sizes[1] ?? 1, triangular: sizes.length ? triangular : [false] };
}

/** How many elements a side's factor has. */
export const factorLength = ({ rows, columns, triangular }: Sides, side: 0 | 1): number => {
  const size = side ? columns : rows;
  if (triangular.length <= side) return 0;
  return triangular[side] ? size * size : size;
};

const times = ({ x, q }: Values<"x" | "q">) => ({ x: x * q });
const over = ({ x, q }: Values<"x" | "q">) => ({ x: x / q });

/** What a triangular factor and a diagonal one make of a matrix take room: as long as x, and as q. */
interface Room {
  readonly z: FloatArray;
  readonly panel: FloatArray;
}

/**
 * x = Q·x of the rows, or x·Qᵀ of the columns; with `transposed` Qᵀ·x, or x·Q. Q is upper triangular, or a diagonal.
 */
export function multiply(
  x: FloatArray,
  q: FloatArray,
  { rows, columns, triangular }: Sides,
  side: 0 | 1,
  transposed: boolean,
  { z, panel }: Room,
  ops: Ops,
): void {
  if (!triangular[side]) {
    if (q.length === x.length) ops.map(times, { x, q });
    else
      for (let row = 0, i = 0; row < rows; row++)
        for (let j = 0; j < columns; j++, i++) x[i] = x[i]! * q[side ? j : row]!;
    return;
  }
  if (side) {
    transpose(z, x, rows, columns);
    triangularProduct(x, q, z, columns, rows, transposed, panel);
    transpose(z, x, columns, rows);
  } else triangularProduct(z, q, x, rows, columns, transposed, panel);
  x.set(z);
}

/** x = Q⁻ᵀ·x of the rows, or x·Q⁻¹ of the columns. */
export function solve(
  x: FloatArray,
  q: FloatArray,
  { rows, columns, triangular }: Sides,
  side: 0 | 1,
  { z, panel }: Room,
  ops: Ops,
): void {
  if (!triangular[side]) {
    if (q.length === x.length) ops.map(over, { x, q });
    else
      for (let row = 0, i = 0; row < rows; row++)
        for (let j = 0; j < columns; j++, i++) x[i] = x[i]! / q[side ? j : row]!;
  } else if (side) {
    transpose(z, x, rows, columns);
    triangularSolve(z, q, columns, rows, x, panel);
    transpose(x, z, columns, rows);
  } else triangularSolve(x, q, rows, columns, z, panel);
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
  for (let row = 0, i = 0; row < rows; row++)
    for (let j = 0; j < columns; j++, i++) {
      const k = side ? j : row;
      out[k] = out[k]! + x[i]! * x[i]!;
    }
}

/** A lower bound of a symmetric n × n matrix's spectral norm, from its column of the largest norm, which is a row as well. */
function lowerBound(s: FloatArray, most: number, n: number): number {
  let [best, largest] = [0, -1];
  for (let j = 0; j < n; j++) {
    let squares = 0;
    for (let i = 0; i < n; i++) {
      const x = s[j * n + i]! / most;
      squares += x * x;
    }
    if (squares > largest) [best, largest] = [j, squares];
  }
  const z = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const each = s[best * n + i]! / most;
    for (let j = 0; j < n; j++) z[j]! += each * (s[i * n + j]! / most);
  }
  const norm = Math.sqrt(z.reduce((sum, each) => sum + each * each, 0));
  let squares = 0;
  for (let k = 0; k < n; k++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (z[j]! / norm) * (s[k * n + j]! / most);
    squares += sum * sum;
  }
  return Math.sqrt(squares) * most;
}

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
    triangularProduct(two, one, q, n, n, false, one);
    ops.map(subtract, { q, two }, { size: lr / bound });
  }
}
