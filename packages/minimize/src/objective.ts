import { refuse } from "@downhill/plugin/arguments";
import type { Bounds } from "./bounds.ts";
import { derivative, extend, stepSize } from "./differences.ts";
import { Ended, type Signal } from "./outcome.ts";
import { largest } from "./products.ts";

/** The value at x; writes the derivatives into `gradient`, unless they are found by differences. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** The share of a value that counts as rounding. */
export const ROUNDING = 1e-12;

export interface Point {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** Whether the value and all of the gradient are. */
  readonly finite: boolean;
}

/** A user's function: looked at, counted, and not called twice for the point of the last or the best value. */
export interface Evaluator {
  readonly evaluations: number;
  /** The point of the least value so far, of those where all was finite. */
  readonly best: Point | undefined;
  readonly last: Point | undefined;
  evaluate(x: Float64Array): Point;
}

/** @throws TypeError where f gives no number or leaves the gradient as it was; `Ended` where no evaluation may be made any more */
export function evaluator(
  owner: string,
  f: Objective,
  differences: boolean,
  limit: number,
  signal?: Signal,
): Evaluator {
  let evaluations = 0;
  let best: Point | undefined;
  let last: Point | undefined;
  let reach: Float64Array | undefined;

  const call = (x: Float64Array, gradient: Float64Array): number => {
    if (signal?.aborted) throw new Ended("aborted");
    if (evaluations >= limit) throw new Ended("maxEvaluations");
    evaluations++;
    const value: unknown = f(x.slice(), gradient);
    if (typeof value !== "number") refuse(owner, "f(x, gradient)", "a number", value);
    return value;
  };

  const byUser = (x: Float64Array): Point => {
    // NaN shows what has not been written.
    const gradient = new Float64Array(x.length).fill(NaN);
    const value = call(x, gradient);
    if (Number.isFinite(value) && evaluations === 1 && gradient.every(Number.isNaN))
      throw new TypeError(`${owner}: f(x, gradient) must write the gradient; { differences: true } finds it without`);
    return { x, value, gradient, finite: Number.isFinite(value) && gradient.every(Number.isFinite) };
  };

  const byDifferences = (x: Float64Array): Point => {
    const n = x.length;
    const unused = new Float64Array(n);
    const single = (point: Float64Array) => {
      const value = call(point, unused);
      return Number.isFinite(value) ? Float64Array.of(value) : undefined;
    };
    const gradient = new Float64Array(n);
    const values = single(x);
    if (!values) return { x, value: NaN, gradient, finite: false };
    const value = values[0]!;
    const slopes = last?.finite ? last.gradient : new Float64Array(n);
    const whole = slopes.reduce((sum, slope, j) => sum + Math.abs(slope * x[j]!), Math.abs(value));
    reach ??= new Float64Array(n);
    extend(reach, x);
    const bounds = everywhere(n);
    const one = new Float64Array(1);
    for (let j = 0; j < n; j++) {
      const h = stepSize(x[j]!, reach[j]!, Math.abs(slopes[j]!), whole);
      const finite = derivative(one, values, x, j, h, bounds, single) && Number.isFinite(one[0]!);
      if (!finite) return { x, value, gradient, finite };
      gradient[j] = one[0]!;
    }
    return { x, value, gradient, finite: true };
  };

  return {
    get evaluations() {
      return evaluations;
    },
    get best() {
      return best;
    },
    get last() {
      return last;
    },
    evaluate(given) {
      for (const known of [last, best]) if (known && same(known.x, given)) return known;
      const x = given.slice();
      const point = differences ? byDifferences(x) : byUser(x);
      if (point.finite && !(best && isBetter(best, point))) best = point;
      last = point;
      return point;
    },
  };
}

/** Where values differ by no more than their rounding, the gradients say which point is the better one. */
function isBetter(one: Point, other: Point): boolean {
  const rounding = ROUNDING * Math.abs(one.value);
  if (Math.abs(one.value - other.value) > rounding) return one.value < other.value;
  return largest(one.gradient) <= largest(other.gradient);
}

const everywhere = (n: number): Bounds => ({
  lower: new Float64Array(n).fill(-Infinity),
  upper: new Float64Array(n).fill(Infinity),
});

const same = (a: Float64Array, b: Float64Array): boolean => a.every((each, i) => Object.is(each, b[i]));
