import { parse } from "@downhill/catalog";
import type { Plugin } from "@downhill/plugin";
import { type Plan, planSchema } from "../plan/plan.ts";
import { spaceOf } from "../plan/space.ts";
import { drawnIn } from "../plan/trials.ts";
import { versions } from "../plan/versions.ts";

/** A plan of some dozens of short runs. */
export function smallPlan(
  optimizers: readonly string[],
  changes: Partial<Plan> = {},
  named: (text: string) => Plugin = parse,
): Plan {
  const spaces = Object.fromEntries(optimizers.map((optimizer) => [optimizer, spaceOf(named(optimizer))]));
  const { seed = 1, trials = [1, 4] } = changes;
  const target = (name: string, loss: number) => ({ name, loss });
  return {
    schema: planSchema,
    suite: "own",
    seed,
    tracks: ["constant"],
    problems: [
      {
        name: "quadratic-1e2",
        group: "analytic",
        budget: 40,
        targets: [target("quarter", 0.8), target("half", 0.4), target("all", 0.2)],
      },
      {
        name: "moons",
        group: "learning",
        budget: 20,
        targets: [target("quarter", 0.5), target("half", 0.4), target("all", 0.3)],
      },
    ],
    optimizers,
    spaces,
    drawn: drawnIn(seed, spaces, trials),
    plugins: [],
    trials,
    tuningSeeds: [100, 101],
    testSeeds: [0, 1, 2],
    versions: versions(changes.plugins ?? []),
    ...changes,
  };
}
