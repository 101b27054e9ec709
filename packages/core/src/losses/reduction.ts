import { checkChoice } from "@downhill/plugin/arguments";

/** How the losses of a batch's samples become one number. */
export type Reduction = "mean" | "sum";

/** @throws RangeError or TypeError unless it is one, or undefined. */
export function checkReduction(owner: string, reduction: unknown): void {
  if (reduction !== undefined) checkChoice(owner, "reduction", reduction, ["mean", "sum"]);
}
