import type { RunSpec } from "@downhill/runs/run";
import type { Plan, PlannedProblem, Space, Track } from "./plan.ts";
import { halton } from "./points.ts";
import { valueAt } from "./space.ts";

export type Hyper = Readonly<Record<string, number>>;

/**
 * The hyperparameters of an optimizer's trials: nothing but the published defaults at first, then points of its ranges,
 * which depend on the bench's seed and on its own metadata alone. Those of two optimizers lie at the same places of their
 * ranges, dimension by dimension.
 */
export function trialsOf(
  { seed, spaces, trials }: Pick<Plan, "seed" | "spaces" | "trials">,
  optimizer: string,
): Hyper[] {
  // Whatever the metadata's order: more hangs on the rate than on all the others.
  const dimensions = Object.entries(spaces[optimizer]!.hyper).sort(
    ([a], [b]) => Number(b === "lr") - Number(a === "lr"),
  );
  const point = halton(seed, dimensions.length);
  const drawn = Array.from({ length: numberOfTrials(spaces[optimizer]!, trials.at(-1)!) - 1 }, (_, index) => {
    const places = point(index);
    return Object.fromEntries(dimensions.map(([name, dimension], i) => [name, valueAt(dimension, places[i]!)]));
  });
  return [{}, ...drawn];
}

/** Where nothing is searched, there are the defaults and no other trial. */
export const numberOfTrials = ({ hyper }: Space, most: number): number => (Object.keys(hyper).length === 0 ? 1 : most);

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
