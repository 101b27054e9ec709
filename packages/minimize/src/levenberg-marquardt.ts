import { bentStep, type Step } from "./bent-step.ts";
import type { Bounds } from "./bounds.ts";
import { dampedSystem } from "./damped.ts";
import type { Fitted } from "./fitted.ts";
import { Ended, type Reason } from "./outcome.ts";
import { columnLengths, gradientOf, norm, sizeOf, sumOfSquares } from "./products.ts";
import type { ResidualFunction } from "./residual-function.ts";

export interface Tolerances {
  readonly gradientTolerance: number;
  readonly changeTolerance: number;
}

export interface Result {
  readonly at: Fitted;
  readonly iterations: number;
  readonly reason: Reason;
}

/** No λ helps from here on: the steps have long become too small to move x. */
const MOST_DAMPING = 1e30;
/** λ at the start, of a Jacobian whose columns have the length 1. */
const FIRST_DAMPING = 0.01;

/** Which parameters may move: those that no bound holds against their gradient. */
export function freeAt({ x, residuals, jacobian }: Fitted, { lower, upper }: Bounds): boolean[] {
  const gradient = gradientOf(jacobian, residuals, x.length);
  return Array.from(x, (each, j) => {
    if (lower[j] === upper[j]) return false;
    return !(each <= lower[j]! && gradient[j]! > 0) && !(each >= upper[j]! && gradient[j]! < 0);
  });
}

/**
 * Levenberg–Marquardt: each step minimises ‖r + J·p‖² + λ·‖D·p‖².
 *
 * - D holds the greatest length that each column of J has had (Moré 1978, "The Levenberg-Marquardt algorithm: implementation
 *   and theory"), so that units do not matter.
 * - λ follows the ratio of what a step brings to what it promises (Nielsen 1999, "Damping parameter in Marquardt's method",
 *   IMM-REP-1999-05).
 * - The first step is no longer than x itself, by D: from afar, a full one can lead to where the residuals no longer change,
 *   and there is no way back (MINPACK allows a hundred times as much, and loses BoxBOD).
 * - Steps are bent along the residuals' second derivative in their direction, and refused where they bend too much
 *   (geodesic acceleration: Transtrum & Sethna 2012, arXiv:1201.5885).
 * - Within bounds, steps are projected; parameters that a bound holds against their gradient rest (Kanzow, Yamashita &
 *   Fukushima 2004).
 *
 * Where a promise is less than the values' rounding, steps are taken on trust while they shrink.
 *
 * @param told is called before each iteration, and may throw `Ended`
 */
export function levenbergMarquardt(
  problem: ResidualFunction,
  start: Fitted,
  bounds: Bounds,
  tolerances: Tolerances,
  told: (at: Fitted, iterations: number) => void,
): Result {
  const [m, n] = [start.residuals.length, start.x.length];
  const system = dampedSystem(m, n);
  const scale = new Float64Array(n);
  let at = start;
  let iterations = 0;
  let lambda = FIRST_DAMPING;
  let growth = 2;
  let trusted = Infinity;
  const ended = (reason: Reason): Result => ({ at, iterations, reason });

  /** The point that a step leads to, unless something there is not finite, or the value more than `most`. */
  const arrive = (step: Step | undefined, most: number): Fitted | undefined => {
    const residuals = step && problem.evaluate(step.point);
    if (!residuals) return;
    const value = sumOfSquares(residuals);
    if (!(value <= most)) return;
    const jacobian = problem.differentiate(step.point, residuals, at.jacobian);
    return jacobian && { x: step.point, residuals, value, jacobian };
  };

  /** λ, raised until the step from x is no longer than x. */
  const cautious = (x: Float64Array, residuals: Float64Array, lambda: number): number => {
    const v = new Float64Array(n);
    const most = norm(x, scale) || Infinity;
    for (let raised = lambda; ; raised *= 3) {
      system.damp(raised);
      system.solve(v, residuals);
      if (!(norm(v, scale) > most)) return raised;
    }
  };

  try {
    told(at, iterations);
    for (;;) {
      const { x, residuals, value, jacobian } = at;
      const free = freeAt(at, bounds);
      const lengths = columnLengths(jacobian, m, n);
      if (aligned(at, free, lengths) <= tolerances.gradientTolerance) return ended("gradient");
      for (let j = 0; j < n; j++) scale[j] = Math.max(scale[j]!, lengths[j]!) || 1;
      system.factor(
        jacobian.map((each, index) => (free[index % n] ? each : 0)),
        scale,
      );
      const whole = sizeOf(x, residuals, lengths);
      const noise = 4 * Number.EPSILON * Math.sqrt(value) * whole;

      let next: Fitted | undefined;
      while (!next) {
        system.damp(lambda);
        if (iterations === 0) lambda = cautious(x, residuals, lambda);
        const step = bentStep(system, { at, bounds, scale, whole }, lambda, problem.evaluate);
        const onTrust = step !== undefined && lambda < 1 && step.promise <= noise;
        if (onTrust && !(step.promise < 0.9 * trusted)) return ended("change");
        if (onTrust) trusted = step.promise;
        next = arrive(step, onTrust ? value + noise : value);
        if (onTrust && !next) return ended("change");
        if (next) {
          const ratio = onTrust ? 1 : (value - next.value) / step!.promise;
          const surplus = 2 * ratio - 1;
          lambda *= Math.max(1 / 3, 1 - surplus * surplus * surplus);
          growth = 2;
        } else {
          lambda *= growth;
          growth *= 2;
          if (!(lambda < MOST_DAMPING)) return ended(problem.finite ? "stuck" : "nonFinite");
        }
      }
      const moved = norm(
        next.x.map((each, j) => each - x[j]!),
        lengths,
      );
      at = next;
      iterations++;
      told(at, iterations);
      // A step that is short because it is damped says nothing of how far the minimum is.
      if (lambda < 1 && moved <= tolerances.changeTolerance * norm(x, lengths)) return ended("change");
    }
  } catch (error) {
    if (error instanceof Ended) return ended(error.reason);
    throw error;
  }
}

/** The greatest cosine of the angle between the residuals and a column that is free; 0 where there are no residuals left. */
function aligned(at: Fitted, free: readonly boolean[], lengths: Float64Array): number {
  // Squares underflow before residuals do.
  if (at.value === 0) return 0;
  const size = Math.sqrt(at.value);
  const gradient = gradientOf(at.jacobian, at.residuals, free.length);
  let most = 0;
  for (let j = 0; j < free.length; j++)
    if (free[j] && gradient[j] !== 0) most = Math.max(most, Math.abs(gradient[j]!) / (lengths[j]! * size));
  return most;
}
