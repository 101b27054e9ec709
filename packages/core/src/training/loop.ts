import type { Loss } from "../losses/loss.ts";
import type { Model } from "../model/model.ts";
import { Batches, type Data } from "./batches.ts";
import { callbacksOf, type Tell } from "./callbacks.ts";
import { DivergenceError, hasNonFinite } from "./divergence.ts";
import { type History, Recorder } from "./history.ts";
import { type Evaluation, LossMean, Means, type Metrics, numbers } from "./means.ts";
import type { BatchReport, Epoch, FitCallback, FitOptions, Stepper, StepReport } from "./options.ts";
import { PAUSE, type Pause } from "./pause.ts";
import { firstOf } from "./place.ts";
import { Rollback } from "./rollback.ts";
import { epochStreams } from "./shuffle.ts";
import { StepGradients } from "./step-gradients.ts";
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
  let epoch = first.epoch;
  let step = 0;
  let skipped = false;
  /** In the present epoch. */
  let skips = 0;
  let rollback: Rollback | undefined;
  /** The loss before the present step, and the last one that was finite. */
  let value = Number.NaN;
  const lastFinite = { epoch: 0, batch: 0, loss: Number.NaN };
  /** What the last evaluation within a step gave, and what one threw. */
  let probed = 0;
  let failed: unknown;
  const evaluate = () => {
    try {
      probed = gradients.again(step);
      return probed;
    } catch (error) {
      failed = error;
      throw error;
    }
  };

  /** Computes the step's gradients; undoes the first epoch when it turns out that the data do not fit. */
  const compute = (): void => {
    try {
      value = gradients.compute(step, means);
    } catch (error) {
      gradients.undo();
      rollback?.undo();
      throw named(error, batches.count > 1 ? `epoch ${epoch}, ` : `epoch ${epoch}: `);
    }
  };

  /** Has the optimizer take the step, which counts in the epoch's loss unless it is left out. */
  const move = (): void => {
    const { loss, penalty } = gradients;
    const { value: mean, weight, rest } = loss; // an evaluation within the step has others
    probed = value;
    if (Number.isFinite(value)) {
      lastFinite.epoch = epoch;
      lastFinite.batch = step;
      lastFinite.loss = value;
    }
    try {
      skipped = optimizer.step(evaluate, value) === false;
    } catch (error) {
      const at = { epoch, batch: step, loss: Number.isFinite(value) ? probed : value };
      const last = Number.isNaN(lastFinite.loss) ? undefined : lastFinite;
      if (error !== failed && (!Number.isFinite(at.loss) || hasNonFinite(trained))) {
        throw new DivergenceError(owner, at, last, history(false), error);
      }
      throw named(error, `epoch ${epoch}, batch ${step}: `);
    }
    if (skipped) {
      skips++;
      // Running statistics may hold what was not finite.
      gradients.restoreBuffers();
    } else {
      means.loss.add(mean, weight, rest);
      penalties.add(penalty, gradients.samples(step));
    }
    gradients.release();
    validation.moved();
  };

  const before = (): BatchReport<O> => {
    return { epoch, batch: step, batches: gradients.count, loss: value, model, optimizer };
  };
  const after = (epochEnd: Epoch<O, L, M> | undefined): StepReport<O, L, M> => {
    const { count: batches, evaluations } = gradients;
    return { epoch, batch: step, batches, loss: value, model, optimizer, skipped, evaluations, epochEnd };
  };
  /** Metrics of all of the epoch's samples are asked here: one that fails undoes the first epoch. */
  const resultOf = (): Evaluation<L, M> => {
    try {
      return means.result(penalties.value);
    } catch (error) {
      rollback?.undo();
      throw named(error, `epoch ${epoch}: `);
    }
  };
  const reportOf = (validated: Evaluation<L, M> | undefined): Epoch<O, L, M> => {
    const { evaluations } = gradients;
    const { loss, accuracy, metrics } = resultOf();
    const of = epoch;
    const evaluated = () => {
      if (gradients.evaluations === evaluations) return validation.state();
      throw new Error(`evaluated: the training has gone on since epoch ${of}`);
    };
    const at = { epoch, validation: validated, skipped: skips, evaluations, model, optimizer, evaluated };
    return { loss, accuracy, metrics, ...at };
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
    batches.shuffle(epoch);
    means.reset();
    penalties.reset();
    skips = 0;
    step = epoch === first.epoch ? first.step : 0;
  };
  const finish = (validated: Evaluation<L, M> | undefined): Epoch<O, L, M> => {
    const report = reportOf(validated);
    curves.add(report);
    skippedSteps.push(skips);
    if (validated) validations?.add(validated);
    return report;
  };

  function* validate(): Steps<O, L, M, Evaluation<L, M> | undefined> {
    try {
      return yield* validation.run(due);
    } catch (error) {
      rollback?.undo();
      throw named(error, `epoch ${epoch}: validation: `);
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
      for (epoch = first.epoch; epoch < end; epoch++) {
        for (begin(); ; step++) {
          compute();
          pending = true;
          if (watchers.length > 0) {
            const told = tell(owner, watchers, "onBatch", before());
            if (!(told === true || told === false ? told : yield told)) return true;
          }
          move();
          pending = false;
          if (step === last) break;
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

/** Says where an error was. */
function named(error: unknown, where: string): unknown {
  if (error instanceof Error) error.message = where + error.message;
  return error;
}
