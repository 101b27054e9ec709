import { checkBatch, checkTensor, elements, type Shape, type Tensor } from "./tensor.ts";

/**
 * Checks outputs that are samples × columns.
 * @returns how many of both there are
 * @throws TypeError for something else than a tensor, RangeError for one that is no such batch.
 */
export function checkOutputs(owner: string, outputs: Tensor): readonly [samples: number, columns: number] {
  checkTensor(owner, "outputs", outputs);
  checkBatch(owner, outputs);
  return outputs.shape as readonly [number, number];
}

/** The same of outputs that are not there yet, by their shape. */
export function checkOutputShape(owner: string, shape: Shape): readonly [samples: number, columns: number] {
  checkBatch(owner, { shape, data: { length: elements(shape) } });
  return shape as readonly [number, number];
}
