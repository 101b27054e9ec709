/** How the losses of a batch's samples become one number. */
export type Reduction = "mean" | "sum";

/** @throws RangeError unless it is one, or undefined. */
export function checkReduction(owner: string, reduction: Reduction | undefined): void {
  if (reduction !== undefined && reduction !== "mean" && reduction !== "sum") {
    throw new RangeError(`${owner}: reduction must be "mean" or "sum", got ${String(reduction)}`);
  }
}
