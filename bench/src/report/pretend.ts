import { numpyRandom } from "@downhill/plugin/random";
import type { Plan, PlannedProblem, Space, Winner } from "../plan/plan.ts";
import { drawTrials } from "../plan/trials.ts";
import type { Line } from "../store/line.ts";

/** How an optimizer does in made-up results: evaluations to the target named "half", typically, and the share of runs that miss it or diverge. */
export interface Pretended {
  readonly typical: number;
  readonly misses?: number;
  readonly diverges?: number;
}

const BUDGET = 400;
const space: Space = {
  hyper: { lr: { default: 1, range: [1e-4, 1], scale: "log" } },
  rate: true,
  gradients: 1,
  state: 2,
};

/** Results as a bench would have them, of optimizers that are made up, on problems of both groups: for tests. */
export function pretend(
  optimizers: Readonly<Record<string, Pretended>>,
  { seeds = 10, problems = ["bowl", "net"], trials = [1, 4] } = {},
): { plan: Plan; lines: Line[]; winners: Winner[] } {
  const plan: Plan = {
    ...{ schema: "downhill.plan/1", suite: "own", seed: 1, tracks: ["constant"] },
    problems: problems.map((name, i): PlannedProblem => {
      const targets = [0.4, 0.1, 0.02].map((loss, j) => ({ name: ["quarter", "half", "all"][j]!, loss }));
      return { name, group: i % 2 === 0 ? "analytic" : "learning", budget: BUDGET, targets };
    }),
    ...{ optimizers: Object.keys(optimizers), plugins: [], trials },
    spaces: Object.fromEntries(Object.keys(optimizers).map((name) => [name, space])),
    drawn: Object.fromEntries(Object.keys(optimizers).map((name) => [name, drawTrials(1, space, trials.at(-1)!)])),
    ...{ tuningSeeds: [1001, 1002, 1003], testSeeds: Array.from({ length: seeds }, (_, i) => i + 1) },
    versions: { node: "20.19.0" },
  };
  const cells = plan.problems.flatMap((problem) => plan.optimizers.map((optimizer) => ({ problem, optimizer })));
  return {
    plan,
    winners: cells.flatMap(({ problem, optimizer }) =>
      trials.map((most): Winner => {
        const trial = most === 1 ? 0 : 1;
        return { track: "constant", problem: problem.name, optimizer, trials: most, trial, edges: trial ? ["lr"] : [] };
      }),
    ),
    lines: cells.flatMap(({ problem, optimizer }) => {
      const of = (phase: "tuning" | "test", trial: number, seed: number) =>
        pretendedLine(problem, optimizer, optimizers[optimizer]!, phase, trial, seed);
      return [
        ...Array.from({ length: trials.at(-1)! }, (_, trial) =>
          plan.tuningSeeds.map((seed) => of("tuning", trial, seed)),
        ),
        ...(trials.at(-1)! > 1 ? [0, 1] : [0]).map((trial) => plan.testSeeds.map((seed) => of("test", trial, seed))),
      ].flat();
    }),
  };
}

/** Chance comes from what the optimizer is like, not from its name: two that are alike have the same runs. */
function pretendedLine(
  { name, targets, budget }: PlannedProblem,
  optimizer: string,
  { typical, misses = 0, diverges = 0 }: Pretended,
  phase: "tuning" | "test",
  trial: number,
  seed: number,
): Line {
  const random = numpyRandom(seed + 7919 * trial + 31 * Math.round(typical) + name.length);
  const luck = random.uniform();
  const rate = 10 ** -((trial + 1) % 4);
  const half = typical * (trial === 0 ? 2 : 1) * Math.exp(0.2 * random.normal());
  const hasDiverged = luck < diverges;
  const floor = !hasDiverged && luck < diverges + misses ? 0.2 : 1e-4;
  const lossAt = (evaluations: number) => floor + (1 - floor) * 0.1 ** (evaluations / half);
  const most = hasDiverged ? 30 : budget;
  const evaluations = Array.from({ length: 1 + most / 10 }, (_, i) => 10 * i);
  /** The first evaluation that is as low: losses only fall. */
  const first = (target: number) => {
    if (lossAt(most) > target) return null;
    let [above, low] = [0, most];
    while (low - above > 1) {
      const middle = (above + low) >> 1;
      if (lossAt(middle) <= target) low = middle;
      else above = middle;
    }
    return low;
  };
  return {
    ...{ track: "constant", phase, trial },
    spec: {
      ...{ version: 1, problem: { name }, optimizer, hyper: { lr: rate } },
      ...{ seed, budget, targets: targets.map(({ loss }) => loss) },
    },
    result: {
      curve: { evaluations, loss: evaluations.map(lossAt), metric: evaluations.map(lossAt) },
      targets: targets.map(({ loss }) => ({ target: loss, evaluations: first(loss) })),
      diverged: hasDiverged ? 31 : null,
      ...{ steps: most, evaluations: most },
      loss: hasDiverged ? null : lossAt(most),
      metric: hasDiverged ? null : lossAt(most),
      hash: `${Math.round(typical)}`.padStart(64, "0"),
    },
  };
}
