import type { Labels } from "../labels.ts";
import type { Tensor } from "../tensor.ts";
import type { Reduction } from "./reduction.ts";

/** A loss, which remembers its last batch. A custom loss is an object with these members. */
export interface Loss {
  readonly name: string;
  /**
   * The mean loss of a batch of outputs, samples × columns, or the sum: see `reduction`.
   * @throws RangeError for labels that do not fit the outputs, or an empty batch; then the last batch is still there.
   */
  forward(outputs: Tensor, labels: Labels): number;
  /**
   * The gradient of the last `forward`'s loss with respect to its outputs, of the same shape.
   * The loss owns the tensor: the next `forward` or `backward` may overwrite it.
   * @throws Error before the first `forward`.
   */
  backward(): Tensor;
  /** Whether it is the mean of its samples' losses, or their sum: so it is of several batches. Default `mean`. */
  readonly reduction?: Reduction | undefined;
  /** What the last `forward`'s mean divided by, if that is not the number of samples: the sum of their weights. */
  readonly weight?: number | undefined;
}

/** A loss over classes, which knows the probabilities that its last batch gave them: samples × classes. */
export interface ClassificationLoss extends Loss {
  /** @throws Error before the first `forward`. */
  readonly probabilities: Tensor;
  /** Samples with that label do not count, in the accuracy either. Default: none. */
  readonly ignoreIndex?: number | undefined;
}
