/**
 * What a model adds to its loss for one parameter w: l1·Σ|w| + l2·Σw². Both factors default to 0.
 * The gradient of it is l1·sign w + 2·l2·w, with sign 0 = 1.
 *
 * Source: Kinsley & Kukieła, Neural Networks from Scratch in Python, ch. 14. (PyTorch's and most optimizers' weight
 * decay is half of that l2: their gradient is decay·w; and the subgradient of |w| at 0 is mostly taken to be 0.)
 */
export interface Regularization {
  readonly l1?: number;
  readonly l2?: number;
}

/** @throws RangeError for a factor that is not a finite number ≥ 0. */
export function checkRegularization(owner: string, regularization: Regularization | undefined): void {
  for (const [name, factor] of Object.entries(regularization ?? {})) {
    if (name !== "l1" && name !== "l2") throw new RangeError(`${owner}: regularisation has l1 and l2, got ${name}`);
    if (!(factor >= 0 && factor < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${owner}: ${name} must be a finite number ≥ 0, got ${factor}`);
    }
  }
}
