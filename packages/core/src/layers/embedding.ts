import { checkOptions, checkWhole, refuseNumber } from "@downhill/plugin/arguments";
import { embeddingBackward, embeddingForward } from "../kernels/plain/embedding.ts";
import { type Initializer, normal } from "./initializers.ts";
import type { Layer } from "./layer.ts";
import type { Regularization } from "./regularization.ts";
import { checkRegularizations, initializerOf } from "./weight-specs.ts";

export interface EmbeddingOptions {
  /** Default `normal(1)`, as PyTorch's. */
  readonly weightInit?: Initializer | undefined;
  /** The entry that stands for no word: its vector is used, but does not learn. Default: none. */
  readonly paddingIndex?: number | undefined;
  readonly regularization?: { readonly weight?: Regularization | undefined } | undefined;
}

/** Beyond it, float32 has not every whole number. */
const MOST = 2 ** 24;

/**
 * A vector for each of `entries` words: samples hold their indices, whole numbers from 0 on, and [length] becomes
 * [length, width]. The weight is entries × width. Indices have no gradient: dx is 0. As PyTorch's `Embedding`.
 * @throws TypeError or RangeError for an argument that is none, more than 2^24 entries, or an unknown option; from the
 *   model's forward, for an index that is fractional or out of range.
 */
export function embedding(entries: number, width: number, options: EmbeddingOptions = {}): Layer<"weight"> {
  checkWhole("embedding", "entries", entries);
  if (entries > MOST) refuseNumber("embedding", "entries", `at most ${MOST}, since indices are float32`, entries);
  checkWhole("embedding", "width", width);
  checkOptions("embedding", options, ["weightInit", "paddingIndex", "regularization"]);
  const { weightInit = normal(1), paddingIndex, regularization = {} } = options;
  const initialize = initializerOf("embedding", "weightInit", weightInit);
  checkRegularizations("embedding", regularization, ["weight"]);
  const isEntry = (index: number) => Number.isInteger(index) && index >= 0 && index < entries;
  if (paddingIndex !== undefined && !isEntry(paddingIndex))
    refuseNumber("embedding", "paddingIndex", `an index from 0 to ${entries - 1}`, paddingIndex);
  return {
    name: "embedding",
    outputShape: (inputShape) => [...inputShape, width],
    parameters: () => ({
      weight: {
        shape: [entries, width],
        initialize,
        role: "embedding",
        regularization: regularization.weight,
      },
    }),
    forward({ inputs, x, y, parameters: { weight } }) {
      for (let i = 0; i < x.length; i++) {
        if (isEntry(x[i]!)) continue;
        const sample = Math.floor(i / inputs);
        throw new RangeError(
          `embedding: index ${x[i]} of sample ${sample} is no whole number from 0 to ${entries - 1}`,
        );
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
