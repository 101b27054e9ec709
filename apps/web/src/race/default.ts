/** The race that the page opens on, and what can be said of it before the worker has answered. */

import { rates } from "../rates.ts";
import type { Entry, Race, Values } from "./race.ts";

export const defaultRace: Race = {
  problem: { name: "spiral" },
  seed: 0,
  precision: "float32",
  budget: 3000,
  target: 0.25,
  entries: [
    { optimizer: "adam", hyper: rates.adam },
    { optimizer: "sgd", hyper: rates.sgd },
    { optimizer: "rmsprop", hyper: rates.rmsprop },
    { optimizer: "adagrad", hyper: rates.adagrad },
  ],
};

/** Of its problem, what the worker will say: the first paint has it already. */
export const defaultWords = { sizes: [2, 64, 3], activation: "relu", samples: 300, batchSize: 300, start: Math.log(3) };

const tuned: Readonly<Record<string, Values>> = rates;

/** With the rate that was tuned for it, where there is one; else with what its plugin starts from. */
export const tunedEntry = (optimizer: string): Entry => ({ optimizer, hyper: tuned[optimizer] ?? {} });

/** Whether a race's numbers are all those that were tuned for its problem. */
export function isTuned({ problem }: Pick<Race, "problem">, entries: readonly Entry[]): boolean {
  if (problem.name !== defaultRace.problem.name || problem.options) return false;
  return entries.every(({ optimizer, hyper, schedule }) => {
    return !schedule && JSON.stringify(hyper) === JSON.stringify(tuned[optimizer]);
  });
}
