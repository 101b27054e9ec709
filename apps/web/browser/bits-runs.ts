/** Runs of `@downhill/runs`, whose results are to be the same to the last digit, hash, curve and all. */

import { parse } from "@downhill/catalog";
import { selfContained as problems } from "@downhill/problems/self-contained";
import { type RunResult, type RunSpec, runToEnd } from "@downhill/runs/run";
import { schedules } from "@downhill/runs/schedules";

const some: readonly Omit<RunSpec, "version" | "seed">[] = [
  ...Object.keys(problems).map((name) => ({ problem: { name }, optimizer: "adam", budget: 10 })),
  { problem: { name: "quadratic-1e2-rotated" }, optimizer: "lbfgs", budget: 60 },
  { problem: { name: "rosenbrock" }, optimizer: "sgd", hyper: { lr: 10 }, budget: 60 }, // diverges
  { problem: { name: "noisy-quadratic" }, optimizer: "sam(sgd)", clip: { norm: 1 }, budget: 60 },
  {
    problem: { name: "moons" },
    optimizer: "lookahead(clip(adam))",
    schedule: { name: "cosine", options: { tMax: 50 }, warmup: 10 },
    precision: "float64",
    budget: 60,
  },
  { problem: { name: "associative-memory" }, optimizer: "muon", budget: 60 },
  { problem: { name: "autoencoder" }, optimizer: "sophia", budget: 60 },
];

export function* ran(): Generator<[name: string, result: RunResult]> {
  for (const each of some) {
    const spec: RunSpec = { version: 1, seed: 3, ...each };
    yield [`run ${JSON.stringify(spec)}`, runToEnd(spec, { optimizers: parse, problems, schedules })];
  }
}
