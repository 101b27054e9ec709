import { optimizers, wrappers } from "@downhill/catalog";
import type { Target } from "@downhill/problems";
import { problems } from "@downhill/problems/registry";
import { type SuiteName, type Track, tracks } from "./plan.ts";

/** What is compared unless told otherwise. */
export interface Suite {
  readonly tracks: readonly Track[];
  readonly problems: readonly string[];
  /** Which of a problem's: who may try little is measured by what comes within reach of few trials. */
  readonly targets: readonly Target["name"][];
  readonly optimizers: readonly string[];
  readonly trials: readonly number[];
  readonly tuningSeeds: number;
  readonly testSeeds: number;
}

/**
 * One of each kind: plain descent, adaptive rates, signs, Nesterov's look ahead, averages, no rate to tune, little memory,
 * matrices. SOAP is none of them: on a thousand classes a step of it takes as long as a run of others.
 */
const twelve = [
  ...["adamw", "sgd", "adagrad", "rmsprop", "adam", "nadamw", "lion", "adan"],
  ...["schedule-free-adamw", "prodigy", "adafactor", "muon"],
];

export const suites: Readonly<Record<SuiteName, Suite>> = {
  quick: {
    tracks: ["constant"],
    problems: ["noisy-quadratic", "moons", "zipf-softmax", "characters"],
    targets: ["quarter", "half"],
    optimizers: twelve,
    trials: [1, 4],
    tuningSeeds: 3,
    testSeeds: 10,
  },
  core: {
    tracks: ["constant"],
    problems: [
      ...["rosenbrock-10", "quadratic-1e4-rotated", "noisy-quadratic"],
      ...["spiral", "moons", "logistic", "matrix-factorisation", "deep-linear"],
      ...["zipf-softmax", "associative-memory", "autoencoder", "characters"],
    ],
    targets: ["quarter", "half", "all"],
    optimizers: [
      ...twelve,
      ...["radam", "adabelief", "adopt", "ademamix", "soap", "lamb", "mars", "sophia"],
      ...["dog", "rprop", "lbfgs", "sam(adamw)"],
    ],
    trials: [1, 4, 16],
    tuningSeeds: 3,
    testSeeds: 10,
  },
  full: {
    tracks,
    problems: Object.keys(problems),
    targets: ["quarter", "half", "all"],
    optimizers: [...Object.keys(optimizers), ...Object.keys(wrappers).map((wrapper) => `${wrapper}(adamw)`)],
    trials: [1, 4, 16],
    tuningSeeds: 5,
    testSeeds: 20,
  },
};
