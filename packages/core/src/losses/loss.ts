import type { Labels } from "../labels.ts";
import type { Tensor } from "../tensor.ts";

/** A loss, which remembers its last batch. A custom loss is an object with these members. */
export interface Loss {
  readonly name: string;
  /**
   * The mean loss of a batch of outputs, samples × columns.
   * @throws RangeError for labels that do not fit the outputs, or an empty batch; then the last batch is still there.
   */
  forward(outputs: Tensor, labels: Labels): number;
  /**
   * The gradient of the last `forward`'s loss with respect to its outputs, of the same shape.
   * The loss owns the tensor: the next `forward` or `backward` may overwrite it.
   * @throws Error before the first `forward`.
   */
  backward(): Tensor;
}

/** A loss over classes, which knows the probabilities that its last batch gave them: samples × classes. */
export interface ClassificationLoss extends Loss {
  /** @throws Error before the first `forward`. */
  readonly probabilities: Tensor;
}
