import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Schedule } from "../contract.ts";
import * as schedules from "./index.ts";

const { constant, sequence, linear, cosine } = schedules;

/** What the references' cases list; none has all of them. */
type Hyper = Record<
  | "lr"
  | ("factor" | "startFactor" | "totalIters" | "warmupSteps")
  | ("tMax" | "etaMin" | "baseMomentum" | "maxMomentum" | "threePhase")
  | ("decay" | "decaySteps" | "decayRate" | "staircase"),
  number
>;

interface Case {
  readonly id: string;
  readonly schedule: string;
  readonly hyper: Hyper;
  readonly lr: readonly number[];
  readonly momentum?: readonly number[];
}

/** What torch and Keras give; each case says which class, version and arguments. */
const { cases }: { cases: Case[] } = JSON.parse(
  readFileSync(new URL("../../golden/schedules.json", import.meta.url), "utf8"),
);

const made: Record<string, (hyper: Hyper) => Schedule> = {
  StepLR: (hyper) => schedules.step(hyper as never),
  MultiStepLR: (hyper) => schedules.multiStep(hyper as never),
  ExponentialLR: (hyper) => schedules.exponential(hyper as never),
  CosineAnnealingLR: (hyper) => cosine(hyper as never),
  CosineAnnealingWarmRestarts: (hyper) => schedules.cosineRestarts(hyper as never),
  LinearLR: (hyper) => linear(hyper as never),
  PolynomialLR: (hyper) => schedules.polynomial(hyper as never),
  ConstantLR: ({ lr, factor, totalIters }) => sequence([constant(lr * factor), constant(lr)], [totalIters]),
  OneCycleLR: ({ lr, baseMomentum, maxMomentum, threePhase, ...options }) =>
    schedules.oneCycle({ ...options, threePhase: !!threePhase } as never),
  CyclicLR: ({ lr, ...options }) => schedules.cyclic(options as never),
  SequentialLR: ({ lr, warmupSteps, startFactor, tMax, etaMin }) =>
    sequence(
      [linear({ lr, startFactor, endFactor: 1, totalIters: warmupSteps }), cosine({ lr, tMax, etaMin })],
      [warmupSteps],
    ),
  LambdaLR: ({ lr, decay }) => schedules.inverseTimeDecay(lr, decay),
  InverseTimeDecay: ({ lr, decaySteps, decayRate, staircase }) =>
    schedules.inverseTimeDecay(lr, decayRate, { every: decaySteps, staircase: !!staircase }),
};

/** Within 1e-13: torch's recursion for cosines loses digits, 3.5e-14 in one case. */
function expectNear(schedule: Schedule, expected: readonly number[]) {
  const wrong = [...expected.entries()].filter(
    ([t, want]) => !(Math.abs(schedule(t) - want) <= 1e-13 * Math.abs(want) + 1e-16),
  );
  expect(wrong.map(([t, want]) => `${schedule(t)} at step ${t}, not ${want}`)).toEqual([]);
}

describe("the references' values", () => {
  it.each(cases.map((each) => [each.id, each] as const))("%s", (_, { schedule, hyper, lr }) =>
    expectNear(made[schedule]!(hyper), lr),
  );

  const momenta = cases.filter(({ momentum }) => momentum);
  it.each(momenta.map((each) => [each.id, each] as const))("%s: a momentum, by the same schedule", (_, each) => {
    const { lr, baseMomentum, maxMomentum, threePhase, ...options } = each.hyper;
    const opposite = { maxLr: baseMomentum, divFactor: baseMomentum / maxMomentum, finalDivFactor: 1 };
    expectNear(schedules.oneCycle({ ...options, ...opposite, threePhase: !!threePhase } as never), each.momentum!);
  });

  it("a warm-up and a cosine are torch's sequence of both", () => {
    const { hyper, lr } = cases.find(({ schedule }) => schedule === "SequentialLR")!;
    const { lr: peak, warmupSteps, startFactor, tMax, etaMin } = hyper;
    expectNear(schedules.warmup(cosine({ lr: peak, tMax, etaMin }), warmupSteps, { startFactor }), lr);
  });
});
