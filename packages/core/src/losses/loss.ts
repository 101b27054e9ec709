import { checkChoice } from "@downhill/plugin/arguments";
import type { Labels } from "../data/labels.ts";
import type { Shape, Tensor } from "../data/tensor.ts";
import type { Reduction } from "./reduction.ts";

/**
 * What a loss compares outputs with, and so which accuracy it has: `classes`, the share of samples whose largest output
 * is at their class; `binary`, the share of outputs that are on their target's side of 0; `values`, none.
 */
export type LossKind = "classes" | "binary" | "values";

/** What every loss has. */
interface LossMembers {
  readonly name: string;
  /**
   * The mean loss of a batch of outputs, samples × columns, or the sum: see `reduction`.
   * @param sampleWeight what each sample counts, ≥ 0: a sum adds the losses times that, and a mean divides by the sum of
   *   them. Default: all 1.
   * @throws RangeError or TypeError for labels or weights that do not fit the outputs, or an empty batch; then the last
   *   batch is still there.
   */
  forward(outputs: Tensor, labels: Labels, sampleWeight?: ArrayLike<number> | undefined): number;
  /**
   * The gradient of the last `forward`'s loss with respect to its outputs, of the same shape; where `weight` is 0, that
   * of `sum`. The loss owns the tensor: the next `forward` or `backward` may overwrite it.
   * @throws Error before the first `forward`.
   */
  backward(): Tensor;
  /**
   * Throws what `forward` would for labels and weights that do not fit outputs of that shape, and does nothing else: `fit`
   * calls it with all labels before it trains. Default: it calls `forward` with zeros for outputs, batch by batch.
   */
  readonly check?: ((shape: Shape, labels: Labels, sampleWeight?: ArrayLike<number> | undefined) => void) | undefined;
  /** Whether it is the mean of its samples' losses, or their sum: so it is of several batches. Default `mean`. */
  readonly reduction?: Reduction | undefined;
  /**
   * What the last `forward`'s samples weigh together, by which its mean is joined with those of other batches. Default:
   * their number. A loss that takes `sampleWeight` has it.
   */
  readonly weight?: number | undefined;
  /**
   * What the last `forward` summed, that is, its mean times `weight`. Where that is 0 there is no mean, but what smoothing
   * gives to classes of another weight still counts among other batches. Default: 0 then.
   */
  readonly sum?: number | undefined;
  /** Of a loss over classes: samples with that label do not count, in the accuracy either. Default: none. */
  readonly ignoreIndex?: number | undefined;
}

/**
 * A loss, which remembers its last batch. One of your own is an object with these members; its `kind`, if it says none, is
 * `values`. (Of numbers that each have a target, `elementwiseLoss` makes one.)
 */
export type Loss<Kind extends LossKind = LossKind> = LossMembers &
  (LossKind extends Kind ? { readonly kind?: Kind | undefined } : { readonly kind: Kind });

/** The kind of a loss, as far as its type says it. */
export type KindOf<L extends Loss> = L extends { readonly kind: infer Kind extends LossKind }
  ? Kind
  : "kind" extends keyof L
    ? LossKind
    : "values";

/** A loss over classes, which knows the probabilities that its last batch gave them: samples × classes. */
export interface ClassificationLoss extends Loss<"classes"> {
  /** @throws Error before the first `forward`. */
  readonly probabilities: Tensor;
}

/** @throws TypeError or RangeError for a kind that is none. */
export function kindOf(loss: Loss): LossKind {
  const { kind = "values" } = loss;
  checkChoice(loss.name, "kind", kind, ["classes", "binary", "values"]);
  return kind;
}
