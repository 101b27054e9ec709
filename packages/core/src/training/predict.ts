import { checkOptions, checkWhole } from "@downhill/plugin/arguments";
import { checkSamples, checkTensor, type Tensor, tensor } from "../data/tensor.ts";
import { checkModel, infer } from "../model/engine.ts";
import type { Model } from "../model/model.ts";
import { Batches, inBatch } from "./batches.ts";

/** How many samples a model sees at a time when it does not learn: enough to be fast, and little memory. */
export const BATCH_SIZE = 256;

export interface PredictOptions {
  /** How many samples the model sees at a time. Default 256. */
  readonly batchSize?: number | undefined;
}

/**
 * The model's outputs for all samples of `x`, in a tensor of the caller's own. The model is used as it is: nothing is
 * dropped out, batches are normalised by running statistics, and nothing changes but the activations.
 * @throws RangeError for samples that do not fit the model, or an option that is none or not a positive whole number;
 *   TypeError for a model or samples that are something else.
 */
export function predict(model: Model, x: Tensor, options: PredictOptions = {}): Tensor {
  checkOptions("predict", options, ["batchSize"]);
  checkModel("predict", model);
  checkTensor("predict", "x", x);
  const { batchSize = BATCH_SIZE } = options;
  checkWhole("predict", "batchSize", batchSize);
  checkSamples("predict", x, model.inputShape);
  const outputs = tensor({ shape: [x.shape[0]!, ...model.outputShape] });
  const batches = new Batches({ x, y: x }, batchSize);
  for (let b = 0, from = 0; b < batches.count; b++) {
    try {
      const { data } = infer(model, batches.at(b).x);
      outputs.data.set(data, from);
      from += data.length;
    } catch (error) {
      throw inBatch(error, b, batches);
    }
  }
  return outputs;
}
