/** A loss to reach, of a problem with its default options: what a tuned baseline comes to, fixed before a comparison. */
export interface Target {
  /** The share of the budget after which the baseline has it. */
  readonly name: "quarter" | "half" | "all";
  readonly loss: number;
  /** The run that found it: gradient evaluations, and the optimizer with its tuned hyperparameters. */
  readonly evaluations: number;
  readonly optimizer: string;
  readonly hyper: Readonly<Record<string, number>>;
}

/**
 * The targets of the problems by name; a new version where one changes. There are none as yet: they come from baselines
 * that are tuned with the bench's own trials, and are not made up.
 */
export const targets: { readonly version: number; readonly problems: Readonly<Record<string, readonly Target[]>> } = {
  version: 0,
  problems: {},
};
