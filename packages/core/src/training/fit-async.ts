import { checkOptions, refuse } from "@downhill/plugin/arguments";
import type { ClassificationLoss, Loss } from "../losses/loss.ts";
import type { Model } from "../model/model.ts";
import type { Data } from "./batches.ts";
import { type Tell, tellAsync, tellEndAsync } from "./callbacks.ts";
import { checkFit } from "./check.ts";
import { slices } from "./event-loop.ts";
import type { History } from "./history.ts";
import { loopOf } from "./loop.ts";
import type { Metrics, NoMetrics } from "./means.ts";
import { FIT_OPTIONS, type FitOptions, type Stepper } from "./options.ts";
import { PAUSE } from "./pause.ts";

/** What is read of an AbortSignal. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

export interface FitAsyncOptions<
  O extends Stepper = Stepper,
  L extends Loss = ClassificationLoss,
  M extends Metrics = NoMetrics,
> extends FitOptions<O, L, M> {
  /** An AbortSignal, looked at between steps and after callbacks, that ends the training and is thrown as its reason. */
  readonly signal?: Signal | undefined;
}

/**
 * Trains as `fit` does, to the same bits, and lets others have their turn: it works for 8 ms at a time, so that a page goes
 * on at 60 frames a second, and waits for callbacks that return promises, one after the other. A single step, a batch of
 * the validation data and the checks before the first step are not divided. Meanwhile the model may be looked at; in a
 * pause it is as after the last finished step.
 *
 * A `signal` that is aborted ends it after the last finished step: `onEnd` is told, and the reason thrown.
 * @throws (rejects) as `fit`
 */
export async function fitAsync<O extends Stepper, L extends Loss, M extends Metrics = NoMetrics>(
  model: Model,
  data: Data,
  options: FitAsyncOptions<O, L, M>,
): Promise<History<L, M>> {
  const owner = "fitAsync";
  checkOptions(owner, options, [...FIT_OPTIONS, "signal"]);
  checkFit(owner, model, data, options);
  const { signal } = options;
  if (signal !== undefined && typeof Object(signal).aborted !== "boolean") {
    refuse(owner, "signal", "an AbortSignal", signal);
  }
  const check = () => {
    if (signal?.aborted) throw signal.reason ?? new Error(`${owner}: aborted`);
  };
  check();
  const tellChecking: Tell = (...told) => {
    const on = tellAsync(...told);
    if (typeof on === "boolean") check();
    return on;
  };
  const time = slices();
  const loop = loopOf({ owner, tell: tellChecking, due: time.over }, model, data, options);
  const steps = loop.run();
  const { callbacks } = loop;
  let stopped: boolean;
  try {
    let result = steps.next(true);
    while (!result.done) {
      const { value } = result;
      let on = true;
      if (value === PAUSE) await time.next();
      else on = await (value as Promise<boolean>);
      check();
      result = steps.next(on);
    }
    stopped = result.value;
  } catch (error) {
    steps.return(true);
    // It is the first error that tells what went wrong.
    if (loop.started) await tellEndAsync(owner, callbacks, { model }).catch(() => {});
    throw error;
  } finally {
    time.release();
  }
  if (loop.started) await tellEndAsync(owner, callbacks, { model });
  return loop.history(stopped);
}
