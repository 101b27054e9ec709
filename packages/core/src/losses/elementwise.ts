import { checkChoice, checkFunction, checkOptions, refuse } from "@downhill/plugin/arguments";
import type { Elements } from "../kernels/plain/element-loss.ts";
import { flushed } from "../kernels/plain/flush.ts";
import { newLanes, total } from "../kernels/plain/lanes.ts";
import { checkReturned } from "../layers/returned.ts";
import { lossByElement } from "./by-element.ts";
import type { Loss } from "./loss.ts";
import type { Reduction } from "./reduction.ts";
import { FINITE, SHARE } from "./targets.ts";

/** A loss of numbers that each have a target. */
export interface ElementwiseLossDefinition<Kind extends "binary" | "values" = "values"> {
  readonly name: string;
  /** `binary` for logits of targets from 0 to 1, which have an accuracy. Default `values`. */
  readonly kind?: Kind | undefined;
  /** The loss of one output and its target. */
  readonly value: (output: number, target: number) => number;
  /** Its derivative with respect to the output. */
  readonly gradient: (output: number, target: number) => number;
  /** Whether the loss is the mean over all elements of the outputs, or their sum. Default `mean`. */
  readonly reduction?: Reduction | undefined;
}

const OPTIONS = ["name", "kind", "value", "gradient", "reduction"] as const;

/**
 * A loss of your own, of each output with a target of its own. Checks, the mean and the sum, and the weights of samples are
 * as those of `meanSquaredError`; `checkGradients` tells whether `gradient` is that of `value`.
 *
 *     const pseudoHuber = elementwiseLoss({
 *       name: "pseudoHuber",
 *       value: (y, t) => Math.sqrt(1 + (y - t) ** 2) - 1,
 *       gradient: (y, t) => (y - t) / Math.sqrt(1 + (y - t) ** 2),
 *     });
 * (`Math.exp` and its like differ between engines in their last bits; this package's `exp` and `log` do not.)
 * @throws TypeError or RangeError for a definition that lacks something, or has something else.
 */
export function elementwiseLoss<const Kind extends "binary" | "values" = "values">(
  definition: ElementwiseLossDefinition<Kind>,
): Loss<Kind> {
  const owner = "elementwiseLoss";
  if (definition === undefined) refuse(owner, "definition", "an object", definition);
  checkOptions(owner, definition, OPTIONS);
  const { name, kind = "values" as Kind, value, gradient, reduction } = definition;
  if (typeof name !== "string" || name === "") refuse(owner, "name", "a text", name);
  checkChoice(owner, "kind", kind, ["binary", "values"]);
  checkFunction(owner, "value", value);
  checkFunction(owner, "gradient", gradient);
  const lanes = newLanes();

  function compute(out: Float32Array, y: Float32Array, t: Float32Array, { counts, divisor }: Elements): number {
    const factor = 1 / divisor;
    lanes.fill(0);
    for (let i = 0; i < y.length; i++) {
      const count = counts.length === 0 ? 1 : counts[i]!;
      lanes[i & 3]! += checkReturned(name, "value", value(y[i]!, t[i]!)) * count;
      out[i] = flushed(checkReturned(name, "gradient", gradient(y[i]!, t[i]!)) * count * factor);
    }
    return total(lanes) / divisor;
  }
  return lossByElement<Kind>({ name, kind, reduction, targets: kind === "binary" ? SHARE : FINITE, compute });
}
