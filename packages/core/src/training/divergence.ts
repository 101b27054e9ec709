import type { LayerParameter } from "../layers/layer.ts";
import type { Loss } from "../losses/loss.ts";
import type { History } from "./history.ts";
import type { Metrics } from "./means.ts";

/** A loss, and the step that it was before. */
export interface LossOfStep {
  readonly epoch: number;
  readonly batch: number;
  readonly loss: number;
}

/**
 * A training whose loss or gradients are infinite or NaN, so that the optimizer has refused the step. Model and optimizer
 * are as before that step; `cause` is what the optimizer said.
 */
export class DivergenceError extends RangeError implements LossOfStep {
  override readonly name = "DivergenceError";
  readonly epoch: number;
  /** The number of the step in its epoch. */
  readonly batch: number;
  /** That of the step's samples. */
  readonly loss: number;
  /** The last step whose loss was finite; undefined where there was none. It may be this one: then its gradients are not. */
  readonly lastFinite: LossOfStep | undefined;
  /** Of the epochs before. */
  readonly history: History<Loss, Metrics>;

  constructor(
    owner: string,
    { epoch, batch, loss }: LossOfStep,
    lastFinite: LossOfStep | undefined,
    history: History<Loss, Metrics>,
    cause: unknown,
  ) {
    super(`${owner}: diverged in epoch ${epoch}, batch ${batch}: ${became(loss, lastFinite)}: ${messageOf(cause)}`, {
      cause,
    });
    this.epoch = epoch;
    this.batch = batch;
    this.loss = loss;
    this.lastFinite = lastFinite;
    this.history = history;
  }
}

function became(loss: number, last: LossOfStep | undefined): string {
  if (Number.isFinite(loss)) return `the loss is ${loss}, but gradients are not finite`;
  if (!last) return `the loss is ${loss}, and was finite at no step`;
  return `the loss has become ${loss}, after ${last.loss} in epoch ${last.epoch}, batch ${last.batch}`;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

export function hasNonFinite(parameters: Readonly<Record<string, LayerParameter>>): boolean {
  return Object.values(parameters).some(({ grad }) => !grad.every(Number.isFinite));
}
