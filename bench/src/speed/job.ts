import { parse } from "@downhill/catalog";
import type { Layout } from "./layout.ts";
import type { NetworkShape } from "./problems.ts";

export const works = ["step", "train"] as const;
export type Work = (typeof works)[number];

/** What one subject is timed at: a step of an optimizer on parameters of a layout, or a step of training a network. */
export type Job = { readonly optimizer: string; readonly hyper: Readonly<Record<string, number>> } & (
  | ({ readonly work: "step" } & Layout)
  | { readonly work: "train"; readonly problem: NetworkShape }
);

/** What a subject's process is asked, as a line of JSON on its stdin; it answers with one line on stdout. */
export type Request =
  | { readonly do: "prepare"; readonly subject: string; readonly job: Job; readonly milliseconds: number }
  | { readonly do: "measure"; readonly milliseconds: number }
  | { readonly do: "dispose" };

export interface Reply {
  /** To `prepare`: what runs, with its version. */
  readonly description?: string;
  /** To `prepare`: why this subject cannot do this job. */
  readonly skipped?: string;
  /** To `measure`: the median time of a step. */
  readonly nanoseconds?: number;
  readonly error?: string;
}

/**
 * The hyperparameters that every subject is given: the published defaults, and SGD's momentum.
 * A step of training gets a rate that leaves the network nearly as it is, whoever trains it and however long: a network
 * that has learnt its batch by heart has gradients below the least normal number, and those take longer.
 */
export function hyperFor(optimizer: string, work: Work): Record<string, number> {
  const { hyper } = parse(optimizer);
  const defaults = Object.fromEntries(Object.entries(hyper).map(([name, { default: value }]) => [name, value]));
  return {
    ...defaults,
    ...(optimizer === "sgd" ? { momentum: 0.9 } : {}),
    ...(work === "train" && "lr" in hyper ? { lr: 1e-6 } : {}),
  };
}
