import { parse } from "@downhill/catalog";
import type { Hyper } from "../plan/plan.ts";
import { spaceOf } from "../plan/space.ts";
import { drawTrials } from "../plan/trials.ts";

/** A method that targets are set by. */
export interface Baseline {
  readonly name: string;
  readonly optimizer: string;
  /** What makes it this method. */
  readonly fixed: Hyper;
  /** What its first trial has beside the optimizer's defaults. */
  readonly published: Hyper;
}

export const baselines: readonly Baseline[] = [
  { name: "AdamW", optimizer: "adamw", fixed: {}, published: {} },
  { name: "NAdamW", optimizer: "nadamw", fixed: {}, published: {} },
  {
    name: "SGD with Nesterov momentum",
    optimizer: "sgd",
    fixed: { nesterov: 1, dampening: 0 },
    published: { momentum: 0.9 },
  },
  { name: "heavy ball", optimizer: "sgd", fixed: { dampening: 0 }, published: { momentum: 0.9 } },
];

export const TRIALS = 64;
/** Scrambles the trials, as the bench's own seed does. */
const SEED = 0;

/** The hyperparameters of its trials: as the bench draws them, from the ranges of its own metadata and no wider. */
export function trialsOfBaseline({ optimizer, fixed, published }: Baseline): Hyper[] {
  const searched = Object.entries(spaceOf(parse(optimizer)).hyper).filter(([name]) => !Object.hasOwn(fixed, name));
  const [, ...drawn] = drawTrials(SEED, { hyper: Object.fromEntries(searched) }, TRIALS);
  return [published, ...drawn].map((trial) => ({ ...trial, ...fixed }));
}
