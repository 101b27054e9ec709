import type { Problem } from "@downhill/problems";
import { isUnverified, type Optimizers } from "./optimizers.ts";
import { type Plan, type PlannedProblem, planSchema, type SuiteName, type Track } from "./plan.ts";
import { spaceOf } from "./space.ts";
import { type Suite, suites } from "./suites.ts";
import { drawnIn } from "./trials.ts";
import { versions } from "./versions.ts";

/** What was asked for; what is left out is the suite's. */
export interface Choices {
  readonly suite: SuiteName;
  readonly seed: number;
  readonly tracks?: readonly Track[] | undefined;
  readonly problems?: readonly string[] | undefined;
  readonly optimizers?: readonly string[] | undefined;
  /** Absolute paths of modules, whose optimizers take part beside the others. */
  readonly plugins: readonly string[];
  /** 1 is among them, given or not. */
  readonly trials?: readonly number[] | undefined;
  /** How many test seeds. */
  readonly seeds?: number | undefined;
}

/** Tuning seeds begin here, test seeds at 0: as long as there are fewer of these, none is both. */
const FIRST_TUNING_SEED = 1_000_000;

/**
 * @throws RangeError for an optimizer or a problem that is unknown, or a problem that nothing can be compared on: one without
 *   targets, or whose target is met before the first step
 */
export async function makePlan(
  choices: Choices,
  { named, own }: Optimizers,
  registry: Readonly<Record<string, Problem>>,
): Promise<Plan> {
  const suite = suites[choices.suite];
  const pluginOf = (text: string) => {
    try {
      return named(text);
    } catch (error) {
      const { message } = error as Error;
      throw new RangeError(`--optimizers: ${message.replace(/^parse: /, "")} (see pnpm bench list)`, { cause: error });
    }
  };
  const optimizers = [...new Set([...(choices.optimizers ?? suite.optimizers), ...own])];
  const testSeeds = upFrom(0, choices.seeds ?? suite.testSeeds);
  const tuningSeeds = upFrom(FIRST_TUNING_SEED, suite.tuningSeeds);
  const spaces = Object.fromEntries(optimizers.map((optimizer) => [optimizer, spaceOf(pluginOf(optimizer))]));
  const unverified = optimizers.filter((optimizer) => isUnverified(pluginOf(optimizer)));
  const problems = (choices.problems ?? suite.problems).map((name) => planned(registry, name, suite));
  for (const problem of problems) await checkStarts(problem, registry[problem.name]!, [...testSeeds, ...tuningSeeds]);
  const { tracks, problems: p, optimizers: o, seeds, plugins, seed } = choices;
  const trials = [...new Set([1, ...(choices.trials ?? suite.trials)])].sort((a, b) => a - b);
  const isOwn = [tracks, p, o, choices.trials, seeds].some((each) => each !== undefined) || plugins.length > 0;
  return {
    schema: planSchema,
    suite: isOwn ? "own" : choices.suite,
    seed,
    tracks: tracks ?? suite.tracks,
    problems,
    optimizers,
    spaces,
    drawn: drawnIn(seed, spaces, trials),
    plugins,
    ...(unverified.length > 0 && { unverified }),
    trials,
    tuningSeeds,
    testSeeds,
    versions: versions(plugins),
  };
}

const upFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

function planned(
  registry: Readonly<Record<string, Problem>>,
  name: string,
  { targets: wanted }: Pick<Suite, "targets">,
): PlannedProblem {
  if (!Object.hasOwn(registry, name)) {
    throw new RangeError(`--problems: there is no problem "${name}" (there are ${Object.keys(registry).join(", ")})`);
  }
  const { group, budget, targets } = registry[name]!;
  if (targets.length === 0) throw new RangeError(`the problem ${name} has no targets`);
  return {
    name,
    group,
    budget,
    targets: targets.filter(({ name }) => wanted.includes(name)).map(({ name, loss }) => ({ name, loss })),
  };
}

/** @throws RangeError where a target is met before the first step: everybody would reach it, at once */
async function checkStarts(
  { name, targets }: PlannedProblem,
  problem: Problem,
  seeds: readonly number[],
): Promise<void> {
  await problem.prepare();
  for (const seed of seeds) {
    const task = problem.start({ seed });
    const { loss } = task.measure();
    task.lesson?.model.dispose();
    const met = targets.find((target) => loss <= target.loss);
    if (!met) continue;
    const what = `its target "${met.name}", a loss of ${met.loss}, is met before the first step of seed ${seed}`;
    throw new RangeError(`the problem ${name} compares nothing: ${what}, at ${loss}`);
  }
}
