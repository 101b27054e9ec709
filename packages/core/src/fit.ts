import { accuracy } from "./accuracy.ts";
import type { Labels } from "./labels.ts";
import type { Loss } from "./losses/loss.ts";
import type { Model } from "./model.ts";
import type { Tensor } from "./tensor.ts";

/** What `fit` needs of an optimizer. */
export interface Stepper {
  /** Moves the parameters against their gradients. `evaluate` recomputes those where the parameters are, and the loss. */
  step(evaluate?: () => number): unknown;
}

/** Loss and accuracy are those of the model as it is at that moment: before this epoch's step. */
export interface Epoch<O extends Stepper> {
  readonly epoch: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly model: Model;
  readonly optimizer: O;
}

export interface FitOptions<O extends Stepper> {
  readonly loss: Loss;
  readonly optimizer: O;
  /** How many epochs to train. */
  readonly epochs: number;
  /** The number of the first of them, for a run that is resumed. Default 0. */
  readonly from?: number;
  /** Called in each epoch just before its step, gradients at hand. Returning false ends the training without that step. */
  readonly onEpoch?: (epoch: Epoch<O>) => unknown;
}

/** `loss[i]` and `accuracy[i]` belong to epoch `from + i`. */
export interface History {
  readonly from: number;
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
  /** Whether `onEpoch` ended it. */
  readonly stopped: boolean;
}

/**
 * Trains on the whole of the data at each step: forward, loss, backward, `onEpoch`, step.
 * A model and an optimizer that are stored in `onEpoch` resume from that epoch: `from: epoch`.
 * @throws RangeError for data that do not fit the model or each other, or a number of epochs that is not a whole number
 *   ≥ 0; then nothing has changed.
 */
export function fit<O extends Stepper>(
  model: Model,
  { x, y }: { readonly x: Tensor; readonly y: Labels },
  { loss, optimizer, epochs, from = 0, onEpoch }: FitOptions<O>,
): History {
  checkCount("epochs", epochs);
  checkCount("from", from);
  const evaluate = () => {
    const value = loss.forward(model.forward(x), y);
    model.backward(loss.backward(), { inputGradient: false });
    return value;
  };
  const history = { from, loss: [] as number[], accuracy: [] as number[], stopped: false };
  for (let epoch = from; epoch < from + epochs; epoch++) {
    const outputs = model.forward(x);
    const value = loss.forward(outputs, y);
    const share = accuracy(outputs, y);
    history.loss.push(value);
    history.accuracy.push(share);
    // Before the callback, which is free to run the model on other data.
    model.backward(loss.backward(), { inputGradient: false });
    if (onEpoch?.({ epoch, loss: value, accuracy: share, model, optimizer }) === false) {
      history.stopped = true;
      break;
    }
    optimizer.step(evaluate);
  }
  return history;
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`fit: ${name} must be a whole number ≥ 0, got ${value}`);
  }
}
