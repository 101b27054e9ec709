import { isTensor, type Labels } from "../labels.ts";
import { checkSamples, type Tensor, tensor } from "../tensor.ts";
import type { Loss } from "./loss.ts";

interface Batch {
  readonly targets: Float32Array;
  readonly gradient: Tensor;
}

/**
 * Computes the loss of all elements at once, and writes the gradient: `rows` samples, as many elements each as there are.
 */
type LossKernel = (gradient: Float32Array, outputs: Float32Array, targets: Float32Array, rows: number) => number;

/**
 * A loss that compares each output with a target of its own.
 * @param kind what a target must be, for the error message
 * @param fits whether a target is that
 */
export function elementwiseLoss(
  name: string,
  kernel: LossKernel,
  kind = "a finite number",
  fits: (target: number) => boolean = Number.isFinite,
): Loss {
  let last: Batch | undefined;
  return {
    name,
    forward(outputs, labels) {
      checkSamples(name, outputs);
      const targets = targetsOf(name, outputs, labels);
      const rows = outputs.shape[0]!;
      for (let i = 0; i < targets.length; i++) {
        if (!fits(targets[i]!)) {
          const sample = Math.floor(i / (targets.length / rows));
          throw new RangeError(`${name}: target ${targets[i]} of sample ${sample} is not ${kind}`);
        }
      }
      if (!last || !sameShape(last.gradient, outputs)) {
        last = { targets: new Float32Array(targets.length), gradient: tensor(outputs.shape) };
      }
      last.targets.set(targets);
      return kernel(last.gradient.data, outputs.data, last.targets, rows);
    },
    backward() {
      if (!last) throw new Error(`${name}: there has been no forward yet`);
      return last.gradient;
    },
  };
}

function targetsOf(owner: string, outputs: Tensor, labels: Labels): ArrayLike<number> {
  if (isTensor(labels)) {
    if (!sameShape(labels, outputs)) {
      throw new RangeError(
        `${owner}: got targets of shape [${labels.shape.join(", ")}] for outputs of shape [${outputs.shape.join(", ")}]`,
      );
    }
    checkSamples(`${owner}: targets`, labels);
    return labels.data;
  }
  if (labels.length !== outputs.data.length) {
    throw new RangeError(`${owner}: got ${labels.length} targets for outputs of shape [${outputs.shape.join(", ")}]`);
  }
  return labels;
}

function sameShape({ shape: a }: Tensor, { shape: b }: Tensor): boolean {
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}
