import type { Problem, Target } from "@downhill/problems";
import type { RunResult, RunSpec } from "@downhill/runs/run";
import type { Engine } from "../execute/engine.ts";
import type { Hyper } from "../plan/plan.ts";
import { median } from "../statistics/median.ts";
import { type Baseline, baselines, trialsOfBaseline } from "./baselines.ts";

/** Where a target is: the loss after that part of the budget. */
const shares = [
  ["quarter", 0.25],
  ["half", 0.5],
  ["all", 1],
] as const;

const upFrom = (first: number, count: number): number[] => Array.from({ length: count }, (_, i) => first + i);

/** The bench's own tuning seeds, and seeds that it uses for nothing. */
export const tuningSeeds = upFrom(1_000_000, 3);
export const targetSeeds = upFrom(2_000_000, 20);

/** So many trials of each baseline, at each share, are run from further tuning seeds: the best from the first one. */
const KEPT = 16;

/** A trial of a baseline, with its results by tuning seed. */
interface Tried {
  readonly baseline: Baseline;
  readonly hyper: Hyper;
  readonly results: RunResult[];
}

/**
 * The targets of a problem: at a quarter, a half and all of its budget the median loss, over seeds of their own, of the best
 * of four baselines, each tuned for that place with 64 trials at constant rates.
 *
 * A trial is tuned by its median loss over three seeds. Those that are at no place among the best 16 of their baseline from
 * the first seed are not run from the other two. The losses at all places are of the same runs.
 * @throws Error for a run that fails, and RangeError for a target that compares nothing: met before the first step
 */
export async function findTargets(problem: Problem, engine: Engine): Promise<readonly Target[]> {
  const run = async (tried: readonly Tried[], seeds: readonly number[]): Promise<void> => {
    const jobs = tried.flatMap((each) => seeds.map((seed) => ({ each, spec: specOf(problem, each, seed) })));
    const results = await all(
      engine,
      jobs.map(({ spec }) => spec),
    );
    for (const [i, { each }] of jobs.entries()) each.results.push(results[i]!);
  };
  const tried = baselines.flatMap((baseline) =>
    trialsOfBaseline(baseline).map((hyper): Tried => ({ baseline, hyper, results: [] })),
  );
  await run(tried, tuningSeeds.slice(0, 1));
  const rungs = placesOf(problem, tried);

  const byBaseline = (from: readonly Tried[]) =>
    baselines.map((baseline) => from.filter((each) => each.baseline === baseline));
  const kept = new Set(
    byBaseline(tried).flatMap((own) => rungs.flatMap(({ rung }) => sortedAt(rung, own).slice(0, KEPT))),
  );
  await run([...kept], tuningSeeds.slice(1));

  const winners = rungs.map(({ rung }) => byBaseline([...kept]).map((own) => sortedAt(rung, own)[0]!));
  const judged = new Map(
    [...new Set(winners.flat())].map((winner) => [winner, { ...winner, results: [] as RunResult[] }]),
  );
  await run([...judged.values()], targetSeeds);

  const targets = rungs.map(({ name, rung, evaluations }, i): Target => {
    const [best] = sortedAt(
      rung,
      winners[i]!.map((winner) => judged.get(winner)!),
    );
    const { baseline, hyper } = best!;
    return { name, loss: roundedUp(medianAt(rung, best!)), evaluations, optimizer: baseline.optimizer, hyper };
  });
  check(problem, targets, [...judged.values()]);
  return targets;
}

const specOf = ({ name, budget }: Problem, { baseline: { optimizer }, hyper }: Tried, seed: number): RunSpec => ({
  ...{ version: 1, problem: { name }, optimizer, hyper, seed, budget, targets: [] },
});

async function all(engine: Engine, specs: readonly RunSpec[]): Promise<RunResult[]> {
  const results = new Array<RunResult>(specs.length);
  for await (const { index, result, fault } of engine.run(specs)) {
    if (!result) throw new Error(`a run failed: ${JSON.stringify(specs[index])}\n${fault}`);
    results[index] = result;
  }
  return results;
}

/** The points of the curves at which the targets are: the last ones that the shares of the budget pay for. */
function placesOf({ name, budget }: Problem, tried: readonly Tried[]) {
  const whole = tried.flatMap(({ results }) => results).find(({ diverged }) => diverged === null);
  if (!whole) throw new RangeError(`the problem ${name}: every run of the baselines has diverged`);
  const { evaluations } = whole.curve;
  return shares.map(([share, part]) => {
    const rung = evaluations.findLastIndex((each) => each <= part * budget);
    return { name: share, rung, evaluations: evaluations[rung]! };
  });
}

/** Infinite where half of the runs have diverged before. */
const medianAt = (rung: number, { results }: Tried): number =>
  median(Float64Array.from(results, ({ curve }) => curve.loss[rung] ?? Infinity).sort());

/** The best first; of equals, the one that came first. */
function sortedAt(rung: number, tried: readonly Tried[]): Tried[] {
  const losses = new Map(tried.map((each) => [each, medianAt(rung, each)]));
  const [less, greater] = [-1, 1];
  const order = (a: number, b: number) => (a < b ? less : a > b ? greater : 0);
  return [...tried].sort((a, b) => order(losses.get(a)!, losses.get(b)!));
}

const DIGITS = 4;

/** To four digits, so that who set the target still meets it. */
function roundedUp(loss: number): number {
  const near = Number(loss.toPrecision(DIGITS));
  if (near >= loss) return near;
  const unit = 10 ** (Math.floor(Math.log10(loss)) - DIGITS + 1);
  return Number((near + unit).toPrecision(DIGITS));
}

/** Below that part of a start's loss, what is left of it is rounding. */
const ROUNDING = { float32: 1e-6, float64: 1e-14 };

/** @throws RangeError for a target that is none: infinite, met at a start, no lower than the one before, or of rounding */
function check({ name, precision }: Problem, targets: readonly Target[], judged: readonly Tried[]): void {
  const starts = judged.flatMap(({ results }) => results.map(({ curve }) => curve.loss[0]!));
  const start = Math.min(...starts);
  let before = { name: "start", loss: start };
  for (const target of targets) {
    const told = `the problem ${name} compares nothing: the baselines' best at "${target.name}" is ${target.loss}`;
    if (!(target.loss < before.loss)) throw new RangeError(`${told}, and at "${before.name}" ${before.loss}`);
    if (target.loss < start * ROUNDING[precision]) throw new RangeError(`${told}, of ${start} at a start: rounding`);
    before = target;
  }
}
