/** Lanes of every kind, each with the code that the app hands out for it and what the sources come to. */

import { parse } from "@downhill/catalog";
import { problems } from "@downhill/problems/registry";
import { prepare, type RunResult, runToEnd } from "@downhill/runs/run";
import { schedules as named } from "@downhill/runs/schedules";
import { ownPoints } from "../src/planes/own.ts";
import { planes } from "../src/planes/planes.ts";
import { type Entry, type Race, specOf } from "../src/race/race.ts";
import { schedules } from "../src/race/schedules.ts";
import { installLineOf, runSnippet } from "../src/share/snippet.ts";

const EVALUATIONS = 40;
const usual: Omit<Race, "entries"> = {
  ...{ problem: { name: "spiral" }, seed: 0, precision: "float32", budget: 3000, target: 0.05 },
};
const own = [0, 0, 0, 0.5, 0.25, 0, -0.5, Math.fround(0.1), 1, -1, -1, 1];
const deep = { layers: 3, units: 8, activation: 1, samplesPerClass: 20, batchSize: 16 };
const adam: Entry = { optimizer: "adam", hyper: { lr: 0.01 } };

const kinds: Readonly<Record<string, readonly [entry: Entry, course?: Partial<typeof usual>]>> = {
  "Adam, nothing changed": [{ optimizer: "adam", hyper: {} }],
  "SGD with momentum": [{ optimizer: "sgd", hyper: { lr: 0.1, momentum: 0.9, nesterov: true } }],
  "wrappers, one of them twice": [{ optimizer: "lookahead(clip(lookahead(adamw)))", hyper: { lr: 0.02 } }],
  "two gradients a step": [{ optimizer: "sam(sgd)", hyper: { lr: 0.1 } }],
  "a matrix method in float64": [{ optimizer: "muon", hyper: { lr: 0.02 } }, { precision: "float64" }],
  "a schedule": [{ ...adam, schedule: schedules(3000)[2]!.spec! }],
  "another seed, and batches": [adam, { seed: 4294967295, problem: { name: "moons" } }],
  "a function": [
    { optimizer: "lbfgs", hyper: {} },
    { problem: { name: "rosenbrock" }, precision: "float64" },
  ],
  "a deeper network": [adam, { seed: 7, problem: { name: "deep-moons", options: deep } }],
  "the same in float64": [adam, { precision: "float64", problem: { name: "xor", options: deep } }],
  "points of one's own": [
    adam,
    { problem: { name: "your-own-points", options: { layers: 1, activation: 2 } }, points: own },
  ],
  flowers: [adam, { problem: { name: "iris" } }],
};

export interface Handed {
  readonly kind: string;
  readonly code: string;
  readonly installed: readonly string[];
  readonly expected: Pick<RunResult, "loss" | "hash">;
}

export async function snippets(): Promise<Handed[]> {
  return Promise.all(
    Object.entries(kinds).map(async ([kind, [entry, change]]) => {
      const course = { ...usual, ...change };
      const all = { ...problems, ...planes, ...(course.points && { "your-own-points": ownPoints(course.points) }) };
      const spec = specOf({ ...course, budget: EVALUATIONS }, entry);
      await prepare(spec, { problems: all });
      const { loss, hash } = runToEnd(spec, { optimizers: parse, problems: all, schedules: named });
      const code = runSnippet(course, entry, EVALUATIONS);
      return { kind, code, installed: installLineOf(code).split(" ").slice(2), expected: { loss, hash } };
    }),
  );
}
