import { type Initialiser, normal } from "../initialisers.ts";
import { embeddingBackward, embeddingForward } from "../kernels/embedding.ts";
import { checkOptions } from "../options.ts";
import { checkRegularisation, type Regularisation } from "../regularisation.ts";
import { checkWhole } from "../whole.ts";
import type { Layer } from "./layer.ts";

export interface EmbeddingOptions {
  /** Default `normal(1)`, as PyTorch's. */
  readonly weights?: Initialiser;
  /** The entry that stands for no word: its vector is used, but does not learn. Default: none. */
  readonly padding?: number;
  readonly regularisation?: { readonly weights?: Regularisation };
}

/**
 * A vector for each of `entries` words: samples hold their indices, whole numbers from 0 on, and [length] becomes
 * [length, width]. weights are entries × width. Indices have no gradient: dx is 0. As PyTorch's `Embedding`.
 * @throws RangeError for an argument that is none or an unknown option; from the model's forward, for an index that is fractional or out of
 *   range.
 */
export function embedding(entries: number, width: number, options: EmbeddingOptions = {}): Layer<"weights"> {
  checkWhole("embedding", "entries", entries);
  checkWhole("embedding", "width", width);
  checkOptions("embedding", options, ["weights", "padding", "regularisation"]);
  const { weights: initialise = normal(1), padding, regularisation = {} } = options;
  checkRegularisation("embedding: regularisation of weights", regularisation.weights);
  if (padding !== undefined && !(Number.isInteger(padding) && padding >= 0 && padding < entries)) {
    throw new RangeError(`embedding: padding must be an index from 0 to ${entries - 1}, got ${padding}`);
  }
  return {
    name: "embedding",
    outputShape: (inputShape) => [...inputShape, width],
    parameters: () => ({
      weights: { shape: [entries, width], initialise, regularisation: regularisation.weights },
    }),
    forward({ inputs, x, y, parameters: { weights } }) {
      for (let i = 0; i < x.length; i++) {
        const index = x[i]!;
        if (!(Number.isInteger(index) && index >= 0 && index < entries)) {
          const sample = Math.floor(i / inputs);
          throw new RangeError(
            `embedding: index ${index} of sample ${sample} is no whole number from 0 to ${entries - 1}`,
          );
        }
      }
      embeddingForward(y, x, weights.value, width);
    },
    backward({ x, dx, dy, parameters: { weights } }) {
      embeddingBackward(weights.grad, dy, x, width);
      if (padding !== undefined) weights.grad.fill(0, padding * width, (padding + 1) * width);
      dx?.fill(0);
    },
  };
}
