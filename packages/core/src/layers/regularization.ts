import { AT_LEAST_0, checkNumber } from "@downhill/plugin/arguments";

/**
 * What a model adds to its loss for one parameter w: l1·Σ|w| + l2·Σw². Both factors default to 0.
 * The gradient of it is l1·sign w + 2·l2·w, with sign 0 = 1.
 *
 * Source: Kinsley & Kukieła, Neural Networks from Scratch in Python, ch. 14. (PyTorch's and most optimizers' weight
 * decay is half of that l2: their gradient is decay·w; and the subgradient of |w| at 0 is mostly taken to be 0.)
 */
export interface Regularization {
  readonly l1?: number | undefined;
  readonly l2?: number | undefined;
}

/** @throws TypeError or RangeError for a factor that is not a finite number ≥ 0, or of another name. */
export function checkRegularization(owner: string, regularization: Regularization | undefined): void {
  for (const [name, factor] of Object.entries(regularization ?? {})) {
    if (name !== "l1" && name !== "l2") throw new RangeError(`${owner}: unknown option "${name}" (it has l1, l2)`);
    if (factor !== undefined) checkNumber(owner, name, factor, AT_LEAST_0);
  }
}
