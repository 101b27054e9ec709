import type { FloatArray } from "./contract.ts";
import { Program } from "./rule/program.ts";

/** Elementwise rules, reductions and small dense algebra for `tensorwise` and `optimizer` methods; all deterministic. */
export interface Ops {
  /**
   * Applies a scalar rule, written as for `elementwise`, to arrays of one type and length:
   * `ops.map(({ w, u }, { lr }) => ({ w: w - lr * u }), { w, u }, { lr })` changes `w` in place.
   */
  map<K extends string, S extends string>(
    rule: (elements: Record<K, number>, scalars: Record<S, number>) => Partial<Record<K, number>>,
    arrays: Readonly<Record<K, FloatArray>>,
    scalars?: Readonly<Record<S, number>>,
  ): void;
  /** Σ xᵢ, in float64 and in order. */
  sum(x: FloatArray): number;
  /** Σ xᵢyᵢ, in float64 and in order. */
  dot(x: FloatArray, y: FloatArray): number;
  /** √Σ xᵢ², in float64 and in order. */
  norm(x: FloatArray): number;
  /** max |xᵢ|; 0 of nothing. */
  maxAbs(x: FloatArray): number;
  /** c = a·b for row-major a (rows × inner) and b (inner × columns), each sum in float64 and in order, rounded once. */
  matmul(a: FloatArray, b: FloatArray, c: FloatArray, rows: number, inner: number, columns: number): void;
}

const programs = new WeakMap<object, Program>();

export const ops: Ops = {
  map(rule, arrays, scalars) {
    const names = Object.keys(arrays);
    let program = programs.get(rule);
    if (!program) {
      program = new Program(rule, names, Object.keys(scalars ?? {}));
      programs.set(rule, program);
    }
    const list = Object.values<FloatArray>(arrays);
    for (const array of list) sameLength("map", list[0]!, array);
    program.prepare(scalars ?? {}, 0);
    program.run({ arrays, length: list[0]?.length ?? 0 });
  },
  sum(x) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i]!;
    return sum;
  },
  dot(x, y) {
    sameLength("dot", x, y);
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i]! * y[i]!;
    return sum;
  },
  norm: (x) => Math.sqrt(ops.dot(x, x)),
  maxAbs(x) {
    let max = 0;
    for (let i = 0; i < x.length; i++) max = Math.max(max, Math.abs(x[i]!));
    return max;
  },
  matmul(a, b, c, rows, inner, columns) {
    if (a.length !== rows * inner || b.length !== inner * columns || c.length !== rows * columns)
      throw new RangeError(
        `ops.matmul: ${rows} × ${inner} by ${inner} × ${columns} does not fit arrays of ${a.length}, ${b.length} and ${c.length}`,
      );
    for (let i = 0; i < rows; i++)
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) sum += a[i * inner + k]! * b[k * columns + j]!;
        c[i * columns + j] = sum;
      }
  },
};

function sameLength(name: string, x: FloatArray, y: FloatArray) {
  if (x.length !== y.length || x.constructor !== y.constructor)
    throw new RangeError(
      `ops.${name}: ${x.constructor.name}[${x.length}] and ${y.constructor.name}[${y.length}] do not match`,
    );
}
