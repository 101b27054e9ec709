import type { LayerParameter } from "../layers/layer.ts";
import type { Loss } from "../losses/loss.ts";
import { DivergenceError, hasNonFinite } from "./divergence.ts";
import type { History } from "./history.ts";
import type { LossMean, Means, Metrics } from "./means.ts";
import type { Stepper } from "./options.ts";
import type { StepGradients } from "./step-gradients.ts";

/** What the steps of a training need of it. */
export interface Stepped<O extends Stepper, L extends Loss, M extends Metrics> {
  /** Whose name errors have. */
  readonly owner: string;
  readonly optimizer: O;
  readonly trained: Readonly<Record<string, LayerParameter>>;
  readonly gradients: StepGradients<L, M>;
  /** What steps count in, and the regularisation's part in it. */
  readonly means: Means<L, M>;
  readonly penalties: LossMean;
  /** Of an epoch. */
  readonly batches: number;
  history(): History<L, M>;
  /** Undoes the first epoch, as long as it may turn out that the data do not fit. */
  undo(): void;
  /** To be told that the weights have become others. */
  moved(): void;
}

/** Where a training is, and what takes it on from there. */
export interface At {
  epoch: number;
  step: number;
  /** How many steps have been left out in the present epoch, and whether the last one was. */
  skips: number;
  readonly skipped: boolean;
  /** Before the present step. */
  readonly loss: number;
  /** Computes the step's gradients. */
  compute(): void;
  /** Has the optimizer take the step, which counts in the epoch's loss unless it is left out. */
  move(): void;
}

/** A training's steps: what fails says in which epoch and batch, and what has diverged since when. */
export function stepper<O extends Stepper, L extends Loss, M extends Metrics>(training: Stepped<O, L, M>): At {
  const { owner, optimizer, trained, gradients, means, penalties, batches, history, undo, moved } = training;
  let skipped = false;
  let loss = Number.NaN;
  /** The last loss that was finite. */
  const lastFinite = { epoch: 0, batch: 0, loss: Number.NaN };
  /** What the last evaluation within a step gave, and what one threw. */
  let probed = 0;
  let failed: unknown;
  const evaluate = () => {
    try {
      probed = gradients.again(at.step);
      return probed;
    } catch (error) {
      failed = error;
      throw error;
    }
  };

  const at: At = {
    epoch: 0,
    step: 0,
    skips: 0,
    get skipped() {
      return skipped;
    },
    get loss() {
      return loss;
    },
    compute() {
      try {
        loss = gradients.compute(at.step, means);
      } catch (error) {
        gradients.undo();
        undo();
        throw named(error, batches > 1 ? `epoch ${at.epoch}, ` : `epoch ${at.epoch}: `);
      }
    },
    move() {
      const { epoch, step } = at;
      const { loss: own, penalty } = gradients;
      const { value: mean, weight, rest } = own; // an evaluation within the step has others
      probed = loss;
      if (Number.isFinite(loss)) {
        lastFinite.epoch = epoch;
        lastFinite.batch = step;
        lastFinite.loss = loss;
      }
      try {
        skipped = optimizer.step(evaluate, loss) === false;
      } catch (error) {
        const where = { epoch, batch: step, loss: Number.isFinite(loss) ? probed : loss };
        const last = Number.isNaN(lastFinite.loss) ? undefined : lastFinite;
        if (error !== failed && (!Number.isFinite(where.loss) || hasNonFinite(trained)))
          throw new DivergenceError(owner, where, last, history(), error);
        throw named(error, `epoch ${epoch}, batch ${step}: `);
      }
      if (skipped) {
        at.skips++;
        // Running statistics may hold what was not finite.
        gradients.restoreBuffers();
      } else {
        means.loss.add(mean, weight, rest);
        penalties.add(penalty, gradients.samples(step));
      }
      gradients.release();
      moved();
    },
  };
  return at;
}

/** Says where an error was. */
export function named(error: unknown, where: string): unknown {
  if (error instanceof Error) error.message = where + error.message;
  return error;
}
