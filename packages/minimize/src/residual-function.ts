import { isList, refuse } from "@downhill/plugin/arguments";
import type { Bounds } from "./bounds.ts";
import { derivative, extend, stepSize } from "./differences.ts";
import { Ended, type Signal } from "./outcome.ts";
import { columnLengths, sizeOf } from "./products.ts";

export type Residuals = (x: Float64Array) => ArrayLike<number>;
export type Jacobian = (x: Float64Array) => ArrayLike<ArrayLike<number>>;

/** A user's residuals and their derivatives: looked at, copied and counted. */
export interface ResidualFunction {
  readonly evaluations: number;
  readonly jacobianEvaluations: number;
  /** How many residuals there are; 0 before the first evaluation. */
  readonly count: number;
  /** Whether what was computed last was finite. */
  readonly finite: boolean;
  /** The residuals, or undefined where one is not finite. */
  evaluate(x: Float64Array): Float64Array | undefined;
  /**
   * The Jacobian, m × n, or undefined where an element is not finite.
   * @param values the residuals at x
   * @param before the Jacobian of a point nearby, for the differences' steps
   */
  differentiate(x: Float64Array, values: Float64Array, before?: Float64Array): Float64Array | undefined;
}

/**
 * @throws TypeError where the user's function gives no list of numbers, RangeError where it gives another number of them;
 * `Ended` where no further evaluation may be made
 */
export function residualFunction(
  owner: string,
  residuals: Residuals,
  jacobian: Jacobian | undefined,
  bounds: Bounds,
  limit: number,
  signal: Signal | undefined,
): ResidualFunction {
  let evaluations = 0;
  let jacobianEvaluations = 0;
  let m = 0;
  let finite = true;
  let reach: Float64Array | undefined;

  const evaluate = (x: Float64Array): Float64Array | undefined => {
    if (signal?.aborted) throw new Ended("aborted");
    if (evaluations >= limit) throw new Ended("maxEvaluations");
    evaluations++;
    const given: unknown = residuals(x.slice());
    if (!isList(given)) refuse(owner, "residuals(x)", "a list of numbers", given);
    if (given.length === 0) throw new RangeError(`${owner}: residuals(x) must have at least one number, got none`);
    if (m === 0) m = given.length;
    if (given.length !== m)
      throw new RangeError(
        `${owner}: residuals(x) must have as many numbers at each x, got ${m}, then ${given.length}`,
      );
    const values = finiteNumbers(owner, "residuals(x)", given);
    finite = values !== undefined;
    return values;
  };

  const byUser = (x: Float64Array, m: number): Float64Array | undefined => {
    if (signal?.aborted) throw new Ended("aborted");
    const n = x.length;
    const rows: unknown = jacobian!(x.slice());
    if (!isList(rows) || rows.length !== m) refuse(owner, "jacobian(x)", `a list of ${m} rows`, rows);
    const found = new Float64Array(m * n);
    let whole = true;
    for (let i = 0; i < m; i++) {
      const row = rows[i];
      if (!isList(row) || row.length !== n) refuse(owner, `jacobian(x)[${i}]`, `a row of ${n} numbers`, row);
      const numbers = finiteNumbers(owner, `jacobian(x)[${i}]`, row);
      if (numbers) found.set(numbers, i * n);
      else whole = false;
    }
    return whole ? found : undefined;
  };

  const byDifferences = (x: Float64Array, values: Float64Array, before?: Float64Array): Float64Array | undefined => {
    const [m, n] = [values.length, x.length];
    const found = new Float64Array(m * n);
    const column = new Float64Array(m);
    const slopes = before ? columnLengths(before, m, n) : new Float64Array(n);
    const whole = sizeOf(x, values, slopes);
    reach ??= new Float64Array(n);
    extend(reach, x);
    for (let j = 0; j < n; j++) {
      const h = stepSize(x[j]!, reach[j]!, slopes[j]!, whole);
      if (!derivative(column, values, x, j, h, bounds, evaluate) || !column.every(Number.isFinite)) return;
      for (let i = 0; i < m; i++) found[i * n + j] = column[i]!;
    }
    return found;
  };

  return {
    get evaluations() {
      return evaluations;
    },
    get jacobianEvaluations() {
      return jacobianEvaluations;
    },
    get count() {
      return m;
    },
    get finite() {
      return finite;
    },
    evaluate,
    differentiate(x, values, before) {
      jacobianEvaluations++;
      const found = jacobian ? byUser(x, values.length) : byDifferences(x, values, before);
      finite = found !== undefined;
      return found;
    },
  };
}

/** A copy, or undefined where a number is not finite. */
function finiteNumbers(owner: string, what: string, given: ArrayLike<unknown>): Float64Array | undefined {
  const copy = new Float64Array(given.length);
  let finite = true;
  for (let i = 0; i < copy.length; i++) {
    const each = given[i];
    if (typeof each !== "number") refuse(owner, `${what}[${i}]`, "a number", each);
    copy[i] = each;
    finite &&= Number.isFinite(each);
  }
  return finite ? copy : undefined;
}
