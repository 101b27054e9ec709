import {
  AT_LEAST_0,
  checkBoolean,
  checkFunction,
  checkNumber,
  checkOptions,
  checkWhole,
} from "@downhill/plugin/arguments";
import { type Bounds, type BoundsOptions, boundsOf } from "./bounds.ts";
import { covarianceOf, SINGULAR } from "./covariance.ts";
import type { Fitted } from "./fitted.ts";
import { freeAt, levenbergMarquardt } from "./levenberg-marquardt.ts";
import { checkEnding, Ended, type Ending, goesOn, type Reason } from "./outcome.ts";
import { sumOfSquares } from "./products.ts";
import { type Jacobian, type ResidualFunction, type Residuals, residualFunction } from "./residual-function.ts";
import { checkedStart } from "./start.ts";

export interface LeastSquaresOptions extends BoundsOptions, Ending {
  /** The residuals' derivatives at x: a row for each residual, a column for each parameter. Default: central differences. */
  readonly jacobian?: Jacobian | undefined;
  /** Ends where the cosine of the angle between the residuals and every column of the Jacobian is at most this. Default 1e-12. */
  readonly gradientTolerance?: number | undefined;
  /** Ends after a step of at most this share of x, both measured by what they do to the residuals. Default 1e-12. */
  readonly changeTolerance?: number | undefined;
  /** Default 1000 for each parameter and one more. */
  readonly maxEvaluations?: number | undefined;
  /**
   * Whether the residuals have been divided by standard deviations that are known, so that their variance is 1. Default
   * false: it is what the residuals say, their sum of squares divided by their number less that of the free parameters.
   */
  readonly unitVariance?: boolean | undefined;
}

export interface LeastSquares {
  readonly x: Float64Array;
  /** The sum of the squares of the residuals. */
  readonly value: number;
  readonly residuals: Float64Array;
  /** A row for each residual. */
  readonly jacobian: readonly Float64Array[];
  /** Of each parameter: the square root of its variance. */
  readonly standardDeviations: Float64Array;
  /**
   * s²·(JᵀJ)⁻¹, as rows: how the parameters would vary with new observations, as far as the residuals are linear in them.
   * Infinity where the residuals do not determine the parameters, or no variance, because there are not more of them than
   * free parameters; 0 for a parameter that a bound holds.
   */
  readonly covariance: readonly Float64Array[];
  /** How often the residuals have been computed, differences included. */
  readonly evaluations: number;
  /** How often the Jacobian has. */
  readonly jacobianEvaluations: number;
  readonly iterations: number;
  readonly reason: Reason;
}

const OWN = "leastSquares";
/** The options that `curveFit` has too. */
export const SEARCH_OPTIONS = [
  "lower",
  "upper",
  "gradientTolerance",
  "changeTolerance",
  "maxEvaluations",
  "callback",
  "signal",
] as const;

/**
 * The parameters at which the sum of the squares of residuals is least, by Levenberg–Marquardt, with their standard deviations.
 *
 * @param residuals gives the residuals at x, of which there is the same number everywhere
 * @param x0 where to start; it stays as it is
 * @returns the best point found, and why the search has ended. Where the residuals at x0, or the Jacobian, are not finite,
 * the reason is `nonFinite`, and x is x0; elsewhere they only shorten a step
 * @throws TypeError and RangeError for arguments that make no sense, and for residuals that are no list of numbers
 */
export function leastSquares(
  residuals: Residuals,
  x0: ArrayLike<number>,
  options: LeastSquaresOptions = {},
): LeastSquares {
  checkFunction(OWN, "residuals", residuals);
  checkOptions(OWN, options, ["jacobian", "unitVariance", ...SEARCH_OPTIONS]);
  return fit(OWN, "x0", residuals, x0, options);
}

/** Errors name `owner` and what it calls the start. */
export function fit(
  owner: string,
  startName: string,
  residuals: Residuals,
  x0: ArrayLike<number>,
  options: LeastSquaresOptions,
): LeastSquares {
  const x = checkedStart(owner, startName, x0);
  const n = x.length;
  const {
    jacobian,
    gradientTolerance = 1e-12,
    changeTolerance = 1e-12,
    unitVariance = false,
    callback,
    signal,
  } = options;
  const { maxEvaluations = 1000 * (n + 1) } = options;
  if (jacobian !== undefined) checkFunction(owner, "jacobian", jacobian);
  checkNumber(owner, "gradientTolerance", gradientTolerance, AT_LEAST_0);
  checkNumber(owner, "changeTolerance", changeTolerance, AT_LEAST_0);
  checkWhole(owner, "maxEvaluations", maxEvaluations);
  checkBoolean(owner, "unitVariance", unitVariance);
  checkEnding(owner, options);
  const bounds = boundsOf(owner, startName, options, x);
  const problem = residualFunction(owner, residuals, jacobian, bounds, maxEvaluations, signal);
  const tell = (at: Fitted, iterations: number) => {
    if (!callback) return;
    const { evaluations } = problem;
    const going = goesOn(owner, callback, { x: at.x.slice(), value: at.value, evaluations, iterations });
    if (!going) throw new Ended("callback");
  };
  const { start, reason } = startAt(problem, x);
  const search = reason
    ? { at: start, iterations: 0, reason }
    : levenbergMarquardt(problem, start, bounds, { gradientTolerance, changeTolerance }, tell);
  return {
    ...described(search.at, bounds, unitVariance, jacobian ? SINGULAR.exact : SINGULAR.byDifferences),
    evaluations: problem.evaluations,
    jacobianEvaluations: problem.jacobianEvaluations,
    iterations: search.iterations,
    reason: search.reason,
  };
}

/** What is known at x; a reason where that is not enough to start from: what is missing is NaN then. */
function startAt(problem: ResidualFunction, x: Float64Array): { readonly start: Fitted; readonly reason?: Reason } {
  let start: Fitted = { x, residuals: new Float64Array(0), value: NaN, jacobian: new Float64Array(0) };
  try {
    const residuals = problem.evaluate(x);
    const nothing = {
      residuals: new Float64Array(problem.count).fill(NaN),
      jacobian: new Float64Array(problem.count * x.length).fill(NaN),
    };
    start = residuals ? { ...start, ...nothing, residuals, value: sumOfSquares(residuals) } : { ...start, ...nothing };
    const jacobian = residuals && problem.differentiate(x, residuals);
    return jacobian ? { start: { ...start, jacobian } } : { start, reason: "nonFinite" };
  } catch (error) {
    if (error instanceof Ended) return { start, reason: error.reason };
    throw error;
  }
}

function described(at: Fitted, bounds: Bounds, unitVariance: boolean, singular: number) {
  const { x, residuals, value, jacobian } = at;
  const [m, n] = [residuals.length, x.length];
  const free = freeAt(at, bounds);
  const spare = m - free.filter(Boolean).length;
  const variance = unitVariance ? 1 : spare > 0 ? value / spare : Infinity;
  const covariance = covarianceOf(jacobian, m, n, free, variance, singular);
  return {
    x,
    value,
    residuals,
    jacobian: Array.from({ length: m }, (_, i) => jacobian.slice(i * n, (i + 1) * n)),
    standardDeviations: Float64Array.from(covariance, (row, i) => Math.sqrt(row[i]!)),
    covariance,
  };
}
