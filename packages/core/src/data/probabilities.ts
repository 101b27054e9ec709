import { sigmoidForward } from "../kernels/plain/sigmoid.ts";
import { softmaxForward } from "../kernels/plain/softmax.ts";
import { checkOutputs } from "./outputs.ts";
import type { Tensor } from "./tensor.ts";

/**
 * The probabilities that logits, samples × columns, stand for: softmax of each row, as of `softmaxCrossEntropy`, or where
 * there is one column, its sigmoid, as of `sigmoidCrossEntropy`. The tensor is the caller's.
 * @throws TypeError for something else than a tensor, RangeError for one that is no such batch.
 */
export function probabilities(outputs: Tensor): Tensor {
  const [samples, columns] = checkOutputs("probabilities", outputs);
  const data = new Float32Array(samples * columns);
  if (columns === 1) sigmoidForward(data, outputs.data);
  else softmaxForward(data, outputs.data, samples, columns);
  return { shape: [samples, columns], data };
}
