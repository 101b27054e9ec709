import * as v from "valibot";
import type { Job } from "../plan/jobs.ts";
import { type Plan, planSchema, type Track, tracks } from "../plan/plan.ts";
import { count, finite, name, result } from "../plan/result.ts";
import type { Line } from "./line.ts";

const atLeastOne = <const T extends v.GenericSchema>(schema: T) => v.pipe(v.array(schema), v.minLength(1));

const track = v.picklist(tracks as Track[]);

const dimension = v.strictObject({
  default: finite,
  range: v.tuple([finite, finite]),
  scale: v.picklist(["log", "decay", "linear", "whole", "flag"]),
});

export const plan: v.GenericSchema<unknown, Plan> = v.pipe(
  v.strictObject({
    schema: v.literal(planSchema),
    suite: v.string(),
    seed: count,
    tracks: atLeastOne(track),
    problems: atLeastOne(
      v.strictObject({
        name,
        group: v.picklist(["analytic", "learning"]),
        budget: v.pipe(count, v.minValue(1)),
        targets: atLeastOne(v.strictObject({ name, loss: finite })),
      }),
    ),
    optimizers: atLeastOne(name),
    spaces: v.record(
      v.string(),
      v.strictObject({ hyper: v.record(v.string(), dimension), rate: v.boolean(), gradients: count, state: finite }),
    ),
    drawn: v.record(v.string(), atLeastOne(v.record(v.string(), finite))),
    plugins: v.array(name),
    unverified: v.optional(v.array(name)),
    trials: atLeastOne(v.pipe(count, v.minValue(1))),
    tuningSeeds: v.array(count),
    testSeeds: atLeastOne(count),
    versions: v.record(v.string(), v.string()),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { optimizers, drawn } = dataset.value;
    const without = optimizers.find((optimizer) => !Object.hasOwn(drawn, optimizer));
    if (without !== undefined) addIssue({ message: `drawn has no trials of ${without}` });
  }),
);

const job = {
  track,
  phase: v.picklist(["tuning", "test"]),
  trial: count,
  // What it must be follows from the plan.
  spec: v.looseObject({ problem: v.looseObject({ name }), optimizer: name, seed: count }),
} satisfies Record<keyof Job, v.GenericSchema>;

export const line: v.GenericSchema<unknown, Line> = v.strictObject({
  ...job,
  result,
  worker: v.optional(name),
}) as never;
