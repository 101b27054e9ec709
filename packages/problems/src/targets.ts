/** A loss to reach, of a problem with its default options: what a tuned baseline comes to, fixed before a comparison. */
export interface Target {
  /** The share of the budget after which the baseline has it. */
  readonly name: "quarter" | "half" | "all";
  /** Median over the targets' seeds, rounded up to four digits. */
  readonly loss: number;
  /** The runs that found it: gradient evaluations at a constant rate, and the optimizer with its tuned hyperparameters. */
  readonly evaluations: number;
  readonly optimizer: string;
  readonly hyper: Readonly<Record<string, number>>;
}

export interface Targets {
  /** A new one where a target changes. */
  readonly version: number;
  /** Of the runs whose median they are: so many in a row. Comparisons use others. */
  readonly seeds: { readonly first: number; readonly count: number };
  /** By name of the problem, easiest first. */
  readonly problems: Readonly<Record<string, readonly Target[]>>;
}
