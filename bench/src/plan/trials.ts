import type { RunSpec } from "@downhill/runs/run";
import type { Hyper, Plan, PlannedProblem, Space, Track } from "./plan.ts";
import { halton } from "./points.ts";
import { valueAt } from "./space.ts";

/**
 * The hyperparameters of an optimizer's trials: nothing but the published defaults at first, then points of its ranges,
 * which depend on the bench's seed and on its own metadata alone. Those of two optimizers lie at the same places of their
 * ranges, dimension by dimension. Where nothing is searched, there are the defaults and no other trial.
 */
export function drawTrials(seed: number, { hyper }: Pick<Space, "hyper">, most: number): Hyper[] {
  // Whatever the metadata's order: more hangs on the rate than on all the others.
  const dimensions = Object.entries(hyper).sort(([a], [b]) => Number(b === "lr") - Number(a === "lr"));
  if (dimensions.length === 0) return [{}];
  const point = halton(seed, dimensions.length);
  const drawn = Array.from({ length: most - 1 }, (_, index) => {
    const places = point(index);
    return Object.fromEntries(dimensions.map(([name, dimension], i) => [name, valueAt(dimension, places[i]!)]));
  });
  return [{}, ...drawn];
}

/** Of each optimizer, so many trials as it is shown with at most. */
export const drawnIn = (seed: number, spaces: Plan["spaces"], trials: Plan["trials"]): Plan["drawn"] =>
  Object.fromEntries(Object.entries(spaces).map(([name, space]) => [name, drawTrials(seed, space, trials.at(-1)!)]));

/** The part of the steps in which the rate of the cosine's track rises. */
const WARMUP = 0.05;

/** The run of a trial from a seed. */
export function specOf(
  { spaces }: Pick<Plan, "spaces">,
  track: Track,
  problem: PlannedProblem,
  optimizer: string,
  hyper: Hyper,
  seed: number,
): RunSpec {
  const budget = track === "defaults" ? Math.round(1.5 * problem.budget) : problem.budget;
  return {
    version: 1,
    problem: { name: problem.name },
    optimizer,
    ...(Object.keys(hyper).length > 0 && { hyper }),
    // Methods without a rate have nothing that could follow it.
    ...(track === "cosine" && spaces[optimizer]!.rate && { schedule: cosineOver(budget, spaces[optimizer]!) }),
    seed,
    budget,
    targets: problem.targets.map(({ loss }) => loss),
  };
}

function cosineOver(budget: number, { gradients }: Space): RunSpec["schedule"] {
  const steps = Math.max(2, Math.floor(budget / gradients));
  const warmup = Math.max(1, Math.round(WARMUP * steps));
  return { name: "cosine", options: { tMax: steps - warmup }, warmup };
}
