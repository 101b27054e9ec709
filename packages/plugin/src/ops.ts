import type { FloatArray } from "./contract.ts";
import { floatType } from "./float-array.ts";
import { map } from "./ops/map.ts";
import { dot, maxAbs, sum, sumAbs } from "./ops/reductions.ts";
import { whyNotFused } from "./rule/fused.ts";

/**
 * Elementwise rules and reductions for `tensorwise` and `modelwise` methods. Matrix products are in `@downhill/linalg`.
 *
 * All deterministic: the same bits on every machine, with and without WebAssembly, wherever the arrays lie.
 * The reductions add in float64. Element i goes to accumulator i mod 8, in order, and the accumulators are added as
 * ((0+1)+(2+3))+((4+5)+(6+7)).
 */
export interface Ops {
  /**
   * Applies a scalar rule, written as for `elementwise`, to arrays of one type and length:
   * `ops.map(({ w, u }, { lr }) => ({ w: w - lr * u }), { w, u }, { lr })` changes `w` in place.
   *
   * What the rule returns under a name that is no array's, rounded to the arrays' type, is summed as `sum` does:
   * `ops.map(({ u, g }) => ({ u: u + g, squares: u * u }), { u, g }).squares`. The record is the same one at the next call.
   * @throws RangeError for arrays of different types or lengths; RuleError for what is not in the rule language
   */
  map<K extends string, S extends string, R extends object>(
    rule: (elements: Record<K, number>, scalars: Record<S, number>) => R,
    arrays: Readonly<Record<K, FloatArray>>,
    scalars?: Readonly<Record<S, number>>,
  ): Readonly<Record<Exclude<keyof R, K>, number>>;
  /** Σ xᵢ */
  sum(x: FloatArray): number;
  /** Σ |xᵢ| */
  sumAbs(x: FloatArray): number;
  /** Σ xᵢyᵢ. @throws RangeError for arrays of different types or lengths */
  dot(x: FloatArray, y: FloatArray): number;
  /** √Σ xᵢ² */
  norm(x: FloatArray): number;
  /** max |xᵢ|; 0 of nothing, NaN where there is one. */
  maxAbs(x: FloatArray): number;
}

const none = {};

function makeOps(simd: () => boolean): Ops {
  return {
    map(rule, arrays, scalars) {
      sameKind("map", arrays);
      return map(simd(), rule, arrays, scalars ?? none) as never;
    },
    sum: (x) => sum(simd(), x),
    sumAbs: (x) => sumAbs(simd(), x),
    dot(x, y) {
      sameKind("dot", { x, y });
      return dot(simd(), x, y);
    },
    norm: (x) => Math.sqrt(dot(simd(), x, x)),
    maxAbs: (x) => maxAbs(simd(), x),
  };
}

let fusable: boolean | undefined;

/** With WebAssembly for float32 where it can be had and pays. */
export const ops: Ops = /* @__PURE__ */ makeOps(() => {
  fusable ??= whyNotFused() === undefined;
  return fusable;
});

/** Without WebAssembly: the same bits. */
export const portableOps: Ops = /* @__PURE__ */ makeOps(() => false);

function sameKind(name: string, arrays: Readonly<Record<string, FloatArray>>): void {
  const [first] = Object.keys(arrays);
  for (const key in arrays) {
    const [one, other] = [arrays[first!]!, arrays[key]!];
    const alike = one.constructor === other.constructor || floatType(one) === floatType(other);
    if (one.length !== other.length || !alike)
      throw new RangeError(`ops.${name}: ${first} is a ${kind(one)}, but ${key} is a ${kind(other)}`);
  }
}

const kind = (array: FloatArray) => `${array.constructor.name} of length ${array.length}`;
