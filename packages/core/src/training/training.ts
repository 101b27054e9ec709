import { checkChoice, checkOptions } from "@downhill/plugin/arguments";
import type { ClassificationLoss, Loss } from "../losses/loss.ts";
import type { Model } from "../model/model.ts";
import type { Data } from "./batches.ts";
import { tell, tellEnd } from "./callbacks.ts";
import { checkFit } from "./check.ts";
import type { History } from "./history.ts";
import { type Handed, loopOf } from "./loop.ts";
import type { Metrics, NoMetrics } from "./means.ts";
import { type Epoch, FIT_OPTIONS, type FitOptions, type Stepper, type StepReport } from "./options.ts";
import { never } from "./pause.ts";

export interface TrainingOptions<
  O extends Stepper = Stepper,
  L extends Loss = ClassificationLoss,
  M extends Metrics = NoMetrics,
  E extends "epoch" | "batch" = "epoch" | "batch",
> extends FitOptions<O, L, M> {
  /** After what it yields: each epoch, what `onEpoch` is told; or each step. Default "epoch". */
  readonly every?: E | undefined;
}

/** A training that is under way: an iterator of its reports, which returns its history. */
export interface Training<Report = Epoch, L extends Loss = ClassificationLoss, M extends Metrics = NoMetrics> {
  /** Trains on to the next report; at the end, the history. */
  next(): IteratorResult<Report, History<L, M>>;
  /** Ends the training where it is, after the last finished step: `break` calls it. The history is that of the epochs so far. */
  return(): { readonly done: true; readonly value: History<L, M> };
  /** The same, with an error, which it throws. */
  throw(error: unknown): IteratorResult<Report, History<L, M>>;
  [Symbol.iterator](): Training<Report, L, M>;
}

type Reports<O extends Stepper, L extends Loss, M extends Metrics, E extends "epoch" | "batch"> = E extends "batch"
  ? StepReport<O, L, M>
  : Epoch<O, L, M>;

/**
 * Trains as `fit` does, to the same bits, whenever it is asked for the next epoch, or with `every: "batch"` the next step:
 *
 *     for (const { epoch, loss } of training(model, data, { loss, optimizer, epochs: 100 })) if (loss < 0.1) break;
 *
 * Between two reports model and optimizer are as after the last finished step, and may be stored. It can be left, and gone
 * on with by `from`: `epoch + 1`, or in the midst of an epoch `{ epoch, batch: batch + 1 }`, to the bit as well: the
 * epoch's remaining steps are those that they would have been. Leaving tells `onEnd`.
 * @throws as `fit`: at once for arguments that do not fit, the rest from `next`
 */
export function training<
  O extends Stepper,
  L extends Loss,
  M extends Metrics = NoMetrics,
  E extends "epoch" | "batch" = "epoch",
>(model: Model, data: Data, options: TrainingOptions<O, L, M, E>): Training<Reports<O, L, M, E>, L, M> {
  checkOptions("training", options, [...FIT_OPTIONS, "every"]);
  const { every = "epoch" } = Object(options) as typeof options;
  checkChoice("training", "every", every, ["epoch", "batch"]);
  return iterate<O, L, M, Reports<O, L, M, E>>("training", model, data, options, every);
}

/** @param every undefined: there are no reports, only the history */
export function iterate<O extends Stepper, L extends Loss, M extends Metrics, Report extends Handed<O, L, M>>(
  owner: string,
  model: Model,
  data: Data,
  options: FitOptions<O, L, M>,
  every: "epoch" | "batch" | undefined,
): Training<Report, L, M> {
  checkFit(owner, model, data, options);
  const loop = loopOf({ owner, tell, due: never, every }, model, data, options);
  const steps = loop.run();
  let history: History<L, M> | undefined;
  const end = (stopped: boolean): History<L, M> => {
    history = loop.history(stopped);
    if (loop.started) tellEnd(owner, loop.callbacks, { model });
    return history;
  };
  /** Ends the training by an error; another one of `onEnd` does not tell what went wrong. */
  const fail = (error: unknown): never => {
    try {
      if (!history) end(false);
    } catch {}
    throw error;
  };
  return {
    next() {
      if (history) return { done: true, value: history };
      let result: IteratorResult<Handed<O, L, M>, boolean>;
      try {
        result = steps.next(true);
      } catch (error) {
        return fail(error);
      }
      return result.done ? { done: true, value: end(result.value) } : (result as IteratorYieldResult<Report>);
    },
    return() {
      if (history) return { done: true, value: history };
      steps.return(true);
      return { done: true, value: end(true) };
    },
    throw(error) {
      if (!history) steps.return(true);
      return fail(error);
    },
    [Symbol.iterator]() {
      return this;
    },
  };
}
