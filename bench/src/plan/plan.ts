import type { Hyperparameter } from "@downhill/plugin";

/**
 * `constant`: the rate stays as it is. `cosine`: it rises for a twentieth of the steps, then falls to 0 as half a cosine.
 * `defaults`: what is published and nothing else, for one and a half times the budget that the others have.
 */
export type Track = "constant" | "cosine" | "defaults";

export const tracks: readonly Track[] = ["constant", "cosine", "defaults"];

export const suiteNames = ["quick", "core", "full"] as const;

export type SuiteName = (typeof suiteNames)[number];

export const planSchema = "downhill.plan/1";

/** A comparison, before anything has run: plain JSON, `plan.json` in the folder of its results. */
export interface Plan {
  readonly schema: typeof planSchema;
  /** `quick`, `core`, `full`; `own` where anything but the folder was chosen. */
  readonly suite: string;
  /** Scrambles the trials and draws the bootstrap's samples. */
  readonly seed: number;
  readonly tracks: readonly Track[];
  readonly problems: readonly PlannedProblem[];
  /** Texts of the catalog, and names of what the modules in `plugins` export. */
  readonly optimizers: readonly string[];
  /** Of each of them, by its name. */
  readonly spaces: Readonly<Record<string, Space>>;
  /** Of each of them, the hyperparameters of all its trials, as they were drawn: results are read by these for ever. */
  readonly drawn: Readonly<Record<string, readonly Hyper[]>>;
  /** Modules outside the catalog, as absolute paths. */
  readonly plugins: readonly string[];
  /** Those of the optimizers that have been compared with no other implementation; left out where there is none. */
  readonly unverified?: readonly string[] | undefined;
  /** Numbers of trials that an optimizer is shown with, least first: 1 is the published defaults alone. */
  readonly trials: readonly number[];
  /** Disjoint from the test's; both are the same for all optimizers. */
  readonly tuningSeeds: readonly number[];
  readonly testSeeds: readonly number[];
  /** Of what ran: packages, Node, the commit. */
  readonly versions: Readonly<Record<string, string>>;
}

export interface PlannedProblem {
  readonly name: string;
  readonly group: "analytic" | "learning";
  /** Gradient evaluations of a run; `defaults` have one and a half times as many. */
  readonly budget: number;
  /** Easiest first. */
  readonly targets: readonly PlannedTarget[];
}

export interface PlannedTarget {
  readonly name: string;
  readonly loss: number;
}

/** What is known of an optimizer beforehand, from its metadata. */
export interface Space {
  /** What is searched, in the metadata's order: each has a dimension of the trials. */
  readonly hyper: Readonly<Record<string, Dimension>>;
  /** Whether it has a rate, `lr`, that a schedule can change. */
  readonly rate: boolean;
  /** Gradients that a step computes, at least. */
  readonly gradients: number;
  /** Numbers that it remembers for each weight, of a matrix of 64 × 64. */
  readonly state: number;
}

/** The hyperparameters of a trial; what is not among them is as published. */
export type Hyper = Readonly<Record<string, number>>;

export type Dimension = Pick<Hyperparameter, "default" | "range" | "scale">;

/** Whose test runs an optimizer is shown with at a number of trials. */
export interface Winner {
  readonly track: Track;
  readonly problem: string;
  readonly optimizer: string;
  /** From so many it was chosen. */
  readonly trials: number;
  /** Its number, 0 for the published defaults. */
  readonly trial: number;
  /** Hyperparameters of it that lie at an end of their range: better ones may lie beyond. */
  readonly edges: readonly string[];
}

/** Which of a problem's targets is looked at: its index. */
export type Aim = (targets: readonly PlannedTarget[]) => number;

/** The target that an optimizer is tuned for, and whose figures come first: the middle one, of two the easier. */
export const mainTarget = (targets: readonly unknown[]): number => Math.floor((targets.length - 1) / 2);
