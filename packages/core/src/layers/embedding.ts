import { type Initializer, normal } from "../initializers.ts";
import { embeddingBackward, embeddingForward } from "../kernels/embedding.ts";
import { checkOptions } from "../options.ts";
import { checkRegularization, type Regularization } from "../regularization.ts";
import { checkWhole } from "../whole.ts";
import type { Layer } from "./layer.ts";

export interface EmbeddingOptions {
  /** Default `normal(1)`, as PyTorch's. */
  readonly weightInit?: Initializer | undefined;
  /** The entry that stands for no word: its vector is used, but does not learn. Default: none. */
  readonly paddingIndex?: number | undefined;
  readonly regularization?: { readonly weight?: Regularization | undefined };
}

/**
 * A vector for each of `entries` words: samples hold their indices, whole numbers from 0 on, and [length] becomes
 * [length, width]. weights are entries × width. Indices have no gradient: dx is 0. As PyTorch's `Embedding`.
 * @throws RangeError for an argument that is none or an unknown option; from the model's forward, for an index that is fractional or out of
 *   range.
 */
export function embedding(entries: number, width: number, options: EmbeddingOptions = {}): Layer<"weight"> {
  checkWhole("embedding", "entries", entries);
  checkWhole("embedding", "width", width);
  checkOptions("embedding", options, ["weightInit", "paddingIndex", "regularization"]);
  const { weightInit = normal(1), paddingIndex, regularization = {} } = options;
  checkRegularization("embedding: regularization.weight", regularization.weight);
  if (paddingIndex !== undefined && !(Number.isInteger(paddingIndex) && paddingIndex >= 0 && paddingIndex < entries)) {
    throw new RangeError(`embedding: paddingIndex must be an index from 0 to ${entries - 1}, got ${paddingIndex}`);
  }
  return {
    name: "embedding",
    outputShape: (inputShape) => [...inputShape, width],
    parameters: () => ({
      weight: { shape: [entries, width], initialize: weightInit, regularization: regularization.weight },
    }),
    forward({ inputs, x, y, parameters: { weight } }) {
      for (let i = 0; i < x.length; i++) {
        const index = x[i]!;
        if (!(Number.isInteger(index) && index >= 0 && index < entries)) {
          const sample = Math.floor(i / inputs);
          throw new RangeError(
            `embedding: index ${index} of sample ${sample} is no whole number from 0 to ${entries - 1}`,
          );
        }
      }
      embeddingForward(y, x, weight.value, width);
    },
    backward({ x, dx, dy, parameters: { weight } }) {
      embeddingBackward(weight.grad, dy, x, width);
      if (paddingIndex !== undefined) weight.grad.fill(0, paddingIndex * width, (paddingIndex + 1) * width);
      dx?.fill(0);
    },
  };
}
