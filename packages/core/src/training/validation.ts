import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model/model.ts";
import { Batches, type Data } from "./batches.ts";
import { evaluating } from "./evaluate.ts";
import { type Evaluation, Means, type Metrics } from "./means.ts";
import type { FitOptions, Stepper } from "./options.ts";
import { atOnce, never, type Pausing } from "./pause.ts";
import { BATCH_SIZE } from "./predict.ts";
import { recalibrating } from "./recalibrate.ts";
import { type Swap, swapFor } from "./weights.ts";

/** A model with the weights to evaluate with, as training goes on. */
export interface Validation<L extends Loss, M extends Metrics> {
  /** How it does on the validation data, if there are any; pauses where that is due. */
  run(due: () => boolean): Pausing<Evaluation<L, M> | undefined>;
  /** A copy of its state. */
  state(): Record<string, Float32Array>;
  /** There has been a step. */
  moved(): void;
}

/** @param data what the model is trained on: running statistics are measured on it where the weights are others */
export function validationOf<O extends Stepper, L extends Loss, M extends Metrics>(
  model: Model,
  data: Data,
  { loss, metrics, optimizer, validation, batchSize = BATCH_SIZE }: FitOptions<O, L, M>,
): Validation<L, M> {
  const batches = validation && new Batches(validation, batchSize);
  const means = new Means(loss, metrics);
  let known = false;
  let swap: Swap | undefined;

  function* begin(due: () => boolean): Pausing<void> {
    if (known) return;
    swap = swapFor(model, optimizer);
    if (swap) yield* swap.run(recalibrating(model, data.x, batchSize, due));
    known = true;
  }
  const within = <T>(work: Pausing<T>): Pausing<T> => (swap ? swap.run(work) : work);
  // biome-ignore lint/correctness/useYield: it is work, which need not pause.
  function* copy(): Pausing<Record<string, Float32Array>> {
    return model.state();
  }
  return {
    *run(due) {
      if (!batches) return undefined;
      yield* begin(due);
      yield* within(evaluating(model, loss, batches, means, due));
      return means.result();
    },
    state() {
      atOnce(begin(never));
      return atOnce(within(copy()));
    },
    moved() {
      known = false;
    },
  };
}
