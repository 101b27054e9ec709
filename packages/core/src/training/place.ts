import { checkOptions, checkWhole, refuse } from "@downhill/plugin/arguments";
import type { Place } from "./options.ts";
import type { Shuffle } from "./shuffle.ts";

/** @throws TypeError or RangeError for what is no place to begin at */
export function checkPlace(owner: string, from: Place): void {
  if (typeof from === "number") {
    checkWhole(owner, "from", from, 0);
    return;
  }
  if (typeof from !== "object" || from === null || Array.isArray(from)) {
    refuse(owner, "from", "an epoch's number or { epoch, batch }", from);
  }
  checkOptions(`${owner}: from`, from, ["epoch", "batch"]);
  checkWhole(owner, "from.epoch", from.epoch, 0);
  checkWhole(owner, "from.batch", from.batch, 0);
}

/**
 * The epoch and the step that come first: after an epoch's last step, the next epoch's first.
 * @param steps of an epoch
 * @throws RangeError for a step that the epoch does not have, and for the midst of an epoch whose order nobody knows
 */
export function firstOf(
  owner: string,
  from: Place,
  steps: number,
  shuffle: Shuffle,
): { readonly epoch: number; readonly step: number } {
  if (typeof from === "number") return { epoch: from, step: 0 };
  const { epoch, batch } = from;
  if (batch > steps) throw new RangeError(`${owner}: from.batch is ${batch}, and an epoch has ${steps} steps`);
  if (batch === steps) return { epoch: epoch + 1, step: 0 };
  if (batch > 0 && typeof shuffle === "object") {
    throw new RangeError(
      `${owner}: from.batch is ${batch}, but a stream that shuffles has gone on since the epoch's order was drawn: a seed, or a function of the epoch, draws it again`,
    );
  }
  return { epoch, step: batch };
}
