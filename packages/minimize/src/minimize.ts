import { lbfgs } from "@downhill/lbfgs";
import type { HyperSpec, HyperValues, Optimizer, Plugin } from "@downhill/plugin";
import {
  AT_LEAST_0,
  checkBoolean,
  checkFunction,
  checkNumber,
  checkOptions,
  checkWhole,
  refuse,
} from "@downhill/plugin/arguments";
import { type Evaluator, evaluator, type Objective, type Point, ROUNDING } from "./objective.ts";
import { checkEnding, Ended, type Ending, goesOn, type Reason } from "./outcome.ts";
import { largest } from "./products.ts";
import { checkedStart } from "./start.ts";

export interface MinimizeOptions<H extends HyperSpec = HyperSpec> extends Ending {
  /** What makes the steps. Default: L-BFGS, a direction at a time, of which the last 100 are remembered (of 1,000 parameters and more, 10). */
  readonly optimizer?: Plugin<H> | undefined;
  /** The optimizer's hyperparameters; those of L-BFGS that end its steps and searches are 0 unless they are given. */
  readonly hyper?: HyperValues<H> | undefined;
  /** Whether the gradient is found by central differences, of two evaluations for each parameter. Default false: f writes it. */
  readonly differences?: boolean | undefined;
  /** Ends where no element of the gradient is larger. Default 1e-6. */
  readonly gradientTolerance?: number | undefined;
  /** Ends after a step that has moved no parameter by more than this share of the largest. Default 0: it does not. */
  readonly changeTolerance?: number | undefined;
  /** Default 15,000. */
  readonly maxEvaluations?: number | undefined;
}

export interface Minimum {
  /** The point where the search has met its gradient's tolerance; if it has not, that of the least value found. */
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** How often f has been called, differences included. */
  readonly evaluations: number;
  /** The optimizer's steps. */
  readonly iterations: number;
  readonly reason: Reason;
}

const OWN = "minimize";
/** Methods may rest for some steps (a warm-up's first rate is 0); after so many that bring nothing, nothing will. */
const MOST_RESTS = 50;

/** L-BFGS ends where `minimize` says, not on tolerances of its own, which are for losses near 1. */
const lbfgsHyper = (n: number) => ({
  maxIter: 1,
  maxEval: 25,
  toleranceGrad: 0,
  toleranceChange: 0,
  toleranceCurvature: 0,
  rounding: ROUNDING,
  historySize: n < 1000 ? 100 : 10,
});

function pluginOf<H extends HyperSpec>({ optimizer, hyper }: MinimizeOptions<H>, n: number) {
  const plugin = optimizer ?? (lbfgs as unknown as Plugin<H>);
  if (typeof plugin !== "function" || plugin.kind !== "optimizer")
    refuse(OWN, "optimizer", "an optimizer's plugin", plugin);
  const own = (plugin as unknown) === lbfgs && (hyper === undefined || (typeof hyper === "object" && hyper !== null));
  return { plugin, hyper: own ? ({ ...lbfgsHyper(n), ...hyper } as HyperValues<H>) : hyper };
}

/**
 * A local minimum of a function, by any of the optimizers, in float64.
 *
 * @param f its value at x; it writes the gradient into its second argument, of x's length
 * @param x0 where to start; it stays as it is
 * @returns the best point found, and why the search has ended. Where f or its gradient is not finite, a line search takes
 * shorter steps; a method without one ends there, as it does at such a start: `nonFinite`
 * @throws TypeError and RangeError for arguments that make no sense; what f throws, and what the optimizer does
 */
export function minimize<H extends HyperSpec>(
  f: Objective,
  x0: ArrayLike<number>,
  options: MinimizeOptions<H> = {},
): Minimum {
  checkFunction(OWN, "f", f);
  const start = checkedStart(OWN, "x0", x0);
  checkOptions(OWN, options, [
    "optimizer",
    "hyper",
    "differences",
    "gradientTolerance",
    "changeTolerance",
    "maxEvaluations",
    "callback",
    "signal",
  ]);
  const { differences = false } = options;
  const { gradientTolerance = 1e-6, changeTolerance = 0, maxEvaluations = 15_000 } = options;
  const { plugin, hyper } = pluginOf(options, start.length);
  checkBoolean(OWN, "differences", differences);
  checkNumber(OWN, "gradientTolerance", gradientTolerance, AT_LEAST_0);
  checkNumber(OWN, "changeTolerance", changeTolerance, AT_LEAST_0);
  checkWhole(OWN, "maxEvaluations", maxEvaluations);
  checkEnding(OWN, options);
  const evaluated = evaluator(OWN, f, differences, maxEvaluations, options.signal);
  const x = { value: start.slice(), grad: new Float64Array(start.length) };
  const optimizer = plugin({ x }, hyper);
  try {
    const search = descend(optimizer, x, evaluated, { gradientTolerance, changeTolerance, callback: options.callback });
    const point = search.reason === "gradient" ? evaluated.last! : best(optimizer, evaluated);
    const { value, gradient } = point ?? evaluated.last ?? { value: NaN, gradient: start.map(() => NaN) };
    return {
      x: (point?.x ?? start).slice(),
      value,
      gradient: gradient.slice(),
      evaluations: evaluated.evaluations,
      ...search,
    };
  } finally {
    optimizer.dispose();
  }
}

interface Limits extends Pick<Ending, "callback"> {
  readonly gradientTolerance: number;
  readonly changeTolerance: number;
}

/** Steps until something ends the search. */
function descend(
  optimizer: Optimizer,
  x: { readonly value: Float64Array; readonly grad: Float64Array },
  evaluated: Evaluator,
  { gradientTolerance, changeTolerance, callback }: Limits,
): { readonly iterations: number; readonly reason: Reason } {
  const evaluate = (): Point => {
    const point = evaluated.evaluate(x.value);
    x.grad.set(point.gradient);
    if (!point.finite) x.grad.fill(NaN);
    return point;
  };
  let iterations = 0;
  let rests = 0;
  let least = Infinity;
  try {
    for (let at = evaluate(); ; iterations++) {
      if (!at.finite) return { iterations, reason: "nonFinite" };
      const { evaluations } = evaluated;
      const told = { x: at.x.slice(), value: at.value, evaluations, iterations };
      if (callback && !goesOn(OWN, callback, told)) return { iterations, reason: "callback" };
      if (largest(at.gradient) <= gradientTolerance) return { iterations, reason: "gradient" };
      optimizer.step(() => evaluate().value, at.value);
      const next = evaluate();
      const moved = largest(next.x.map((each, j) => each - at.x[j]!));
      const slope = next.finite ? largest(next.gradient) : 0;
      const same = Math.abs(next.value - at.value) <= ROUNDING * Math.abs(at.value) && slope > least / 2;
      rests = same ? rests + 1 : 0;
      least = Math.min(least, slope);
      if (rests === MOST_RESTS) return { iterations: iterations + 1, reason: "stuck" };
      if (moved > 0 && moved <= changeTolerance * largest(next.x))
        return { iterations: iterations + 1, reason: "change" };
      at = next;
    }
  } catch (error) {
    if (error instanceof Ended) return { iterations, reason: error.reason };
    // The optimizer has met what is not finite in the midst of a step; what f itself throws has left no such point.
    if (evaluated.last && !evaluated.last.finite) return { iterations, reason: "nonFinite" };
    throw error;
  }
}

/** The best point evaluated, those where the method would have its weights evaluated included: an average may be better. */
function best(optimizer: Optimizer, evaluated: Evaluator): Point | undefined {
  try {
    const weights = optimizer.weights().x as Float64Array;
    if (weights.every(Number.isFinite)) evaluated.evaluate(weights);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
  return evaluated.best;
}
