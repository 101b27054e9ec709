/** How good a rate is for the first race: from three seeds of its problem, none of which is the race's own. */

import { adagrad } from "@downhill/adagrad";
import { adam } from "@downhill/adam";
import { spiral } from "@downhill/problems/planes";
import { rmsprop } from "@downhill/rmsprop";
import { runToEnd } from "@downhill/runs/run";
import { sgd } from "@downhill/sgd";

export const target = spiral.targets.at(-1)!.loss;
const seeds = [100, 101, 102];
export const candidates = [
  0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 2,
];
export const contenders = { adam: {}, sgd: { momentum: 0.9 }, rmsprop: {}, adagrad: {} };

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

export interface Scored {
  readonly lr: number;
  /** Median evaluations to the target; infinite where most seeds miss it. */
  readonly evaluations: number;
  /** Median loss at the end. */
  readonly loss: number;
}

/** The best first, of runs of so many evaluations. */
export function sorted(optimizer: keyof typeof contenders, rates: readonly number[], budget = 3000): Scored[] {
  const scored = rates.map((lr) => score(optimizer, lr, budget));
  return scored.sort((a, b) => (a.evaluations === b.evaluations ? a.loss - b.loss : a.evaluations - b.evaluations));
}

function score(optimizer: keyof typeof contenders, lr: number, budget: number): Scored {
  const hyper = { ...contenders[optimizer], lr };
  const results = seeds.map((seed) =>
    runToEnd(
      { version: 1, problem: { name: "spiral" }, optimizer, hyper, seed, budget, targets: [target] },
      { optimizers: { adam, sgd, rmsprop, adagrad }, problems: { spiral } },
    ),
  );
  const met = results.map(({ targets }) => targets[0]!.evaluations ?? Infinity);
  return { lr, evaluations: median(met), loss: median(results.map(({ loss }) => loss ?? Infinity)) };
}
