/** The race that the page opens on, and what can be said of it before the worker has answered. */

import { rates } from "../rates.ts";
import type { Race } from "./race.ts";

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
