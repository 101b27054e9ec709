import { isList, refuseNumber } from "@downhill/plugin/arguments";
import type { Shape } from "../data/tensor.ts";

/**
 * The shape of one sample, given as a number of columns or as a shape.
 * @throws TypeError or RangeError for anything else
 */
export function checkInput(owner: string, input: unknown): Shape {
  const positive = (length: unknown) => Number.isSafeInteger(length) && (length as number) > 0;
  if (isList(input)) {
    const shape = Array.from(input) as number[];
    if (shape.length === 0 || !shape.every(positive)) {
      throw new RangeError(`${owner}: input must be a shape of positive whole numbers, got [${shape.join(", ")}]`);
    }
    return Object.freeze(shape);
  }
  if (!positive(input)) refuseNumber(owner, "input", "a positive whole number of columns", input);
  return Object.freeze([input as number]);
}
