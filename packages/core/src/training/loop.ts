import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model/model.ts";
import { Batches, type Data } from "./batches.ts";
import { callbacksOf, type Tell } from "./callbacks.ts";
import { type History, Recorder } from "./history.ts";
import { type Evaluation, LossMean, Means, type Metrics, numbers } from "./means.ts";
import type { BatchReport, Epoch, FitCallback, FitOptions, Stepper, StepReport } from "./options.ts";
import { PAUSE, type Pause } from "./pause.ts";
import { firstOf } from "./place.ts";
import { Rollback } from "./rollback.ts";
import { epochStreams } from "./shuffle.ts";
import { StepGradients } from "./step-gradients.ts";
import { named, stepper } from "./stepper.ts";
import { trainedBy } from "./trained.ts";
import { validationOf } from "./validation.ts";

/** Who runs a training. */
export interface Driver {
  /** Whose name errors have. */
  readonly owner: string;
  readonly tell: Tell;
  /** Whether it is time to pause. */
  due(): boolean;
  /** What is yielded, beside what is to be awaited: the reports of epochs, of steps, or nothing. */
  readonly every?: "epoch" | "batch" | undefined;
}

/** What a training hands to its driver: reports, a callback's promise, whose value it wants back, or a pause. */
export type Handed<O extends Stepper, L extends Loss, M extends Metrics> =
  | Epoch<O, L, M>
  | StepReport<O, L, M>
  | Promise<boolean>
  | Pause;

type Steps<O extends Stepper, L extends Loss, M extends Metrics, R> = Generator<Handed<O, L, M>, R, boolean>;

export interface Loop<O extends Stepper, L extends Loss, M extends Metrics> {
  readonly callbacks: readonly FitCallback<O, L, M>[];
  /** Whether `onStart` has been told, so that `onEnd` is to be. */
  readonly started: boolean;
  /** Trains. Left wherever it is, model and optimizer are as after the last finished step. Returns whether it was ended. */
  run(): Steps<O, L, M, boolean>;
  history(stopped: boolean): History<L, M>;
}

/** The training of arguments that have been checked: all that `training`, `fit` and `fitAsync` have in common. */
export function loopOf<O extends Stepper, L extends Loss, M extends Metrics>(
  driver: Driver,
  model: Model,
  data: Data,
  options: FitOptions<O, L, M>,
): Loop<O, L, M> {
  const { owner, tell, due, every } = driver;
  const { optimizer, epochs, from = 0, batchSize, accumulate = 1, dropLast, clip, metrics } = options;
  const callbacks = callbacksOf<O, L, M>(owner, options);
  const watchers = callbacks.filter((callback) => callback.onBatch);
  const trained = trainedBy(owner, model, optimizer);
  const size = batchSize ?? data.x.shape[0]!;
  const { shuffle = size < data.x.shape[0]! ? 0 : false } = options;
  const batches = new Batches(data, size, epochStreams(owner, shuffle), dropLast);
  const gradients = new StepGradients<L, M>(model, options.loss, batches, { accumulate, clip, trained });
  const first = firstOf(owner, from, gradients.count, shuffle);
  const end = (typeof from === "number" ? from : from.epoch) + epochs;
  const means = new Means(options.loss, metrics);
  const penalties = new LossMean({ reduction: "mean" });
  const validation = validationOf(model, data, options);
  const curves = new Recorder<L, M>(options.loss, metrics);
  const validations = options.validation && new Recorder<L, M>(options.loss, metrics);
  const skippedSteps: number[] = [];
  const history = (stopped: boolean): History<L, M> => {
    return { from: first.epoch, ...curves.curves, validation: validations?.curves, skipped: skippedSteps, stopped };
  };

  let started = false;
  let rollback: Rollback | undefined;
  const undo = () => rollback?.undo();
  const moved = () => validation.moved();
  const of = { owner, optimizer, trained, gradients, means, penalties, batches: batches.count };
  const at = stepper({ ...of, history: () => history(false), undo, moved });

  const before = (): BatchReport<O> => {
    return { epoch: at.epoch, batch: at.step, batches: gradients.count, loss: at.loss, model, optimizer };
  };
  const after = (epochEnd: Epoch<O, L, M> | undefined): StepReport<O, L, M> => {
    return { ...before(), skipped: at.skipped, evaluations: gradients.evaluations, epochEnd };
  };
  /** Metrics of all of the epoch's samples are asked here: one that fails undoes the first epoch. */
  const resultOf = (): Evaluation<L, M> => {
    try {
      return means.result(penalties.value);
    } catch (error) {
      undo();
      throw named(error, `epoch ${at.epoch}: `);
    }
  };
  const reportOf = (validated: Evaluation<L, M> | undefined): Epoch<O, L, M> => {
    const { evaluations } = gradients;
    const { loss, accuracy, metrics } = resultOf();
    const { epoch, skips: skipped } = at;
    const evaluated = () => {
      if (gradients.evaluations === evaluations) return validation.state();
      throw new Error(`evaluated: the training has gone on since epoch ${epoch}`);
    };
    const rest = { epoch, validation: validated, skipped, evaluations, model, optimizer, evaluated };
    return { loss, accuracy, metrics, ...rest };
  };

  /** Before anything moves. */
  const start = (): boolean | Promise<boolean> => {
    // A batch alone is seen before any step; but a layer's buffers may have changed before another refuses it, and
    // metrics are asked after it.
    const isRisky = batches.count > 1 || options.validation || metrics || Object.keys(model.buffers()).length > 0;
    rollback = isRisky ? new Rollback(model, optimizer) : undefined;
    const names = Object.keys(numbers(means.result(), options.validation && means.result()));
    return tell(owner, callbacks, "onStart", { model, names });
  };
  const begin = (): void => {
    batches.shuffle(at.epoch);
    means.reset();
    penalties.reset();
    at.skips = 0;
    at.step = at.epoch === first.epoch ? first.step : 0;
  };
  const finish = (validated: Evaluation<L, M> | undefined): Epoch<O, L, M> => {
    const report = reportOf(validated);
    curves.add(report);
    skippedSteps.push(at.skips);
    if (validated) validations?.add(validated);
    return report;
  };

  function* validate(): Steps<O, L, M, Evaluation<L, M> | undefined> {
    try {
      return yield* validation.run(due);
    } catch (error) {
      undo();
      throw named(error, `epoch ${at.epoch}: validation: `);
    }
  }

  // Engines keep generators in their slower tiers: what takes time is in the functions above.
  function* run(): Steps<O, L, M, boolean> {
    const last = gradients.count - 1;
    const ready = start();
    if (ready !== true && ready !== false) yield ready;
    started = true;
    /** Whether a step has been computed that has not been taken. */
    let pending = false;
    try {
      for (at.epoch = first.epoch; at.epoch < end; at.epoch++) {
        for (begin(); ; at.step++) {
          at.compute();
          pending = true;
          if (watchers.length > 0) {
            const told = tell(owner, watchers, "onBatch", before());
            if (!(told === true || told === false ? told : yield told)) return true;
          }
          at.move();
          pending = false;
          if (at.step === last) break;
          if (every === "batch") yield after(undefined);
          if (due()) yield PAUSE;
        }
        const report = finish(options.validation && (yield* validate()));
        const told = tell(owner, callbacks, "onEpoch", report);
        const goesOn = told === true || told === false ? told : yield told;
        rollback = undefined;
        if (every === "epoch") yield report;
        if (every === "batch") yield after(report);
        if (!goesOn) return true;
        if (due()) yield PAUSE;
      }
      return false;
    } finally {
      if (pending) gradients.undo();
    }
  }

  return {
    callbacks,
    get started() {
      return started;
    },
    run,
    history,
  };
}
