import type { Measure } from "@downhill/problems";
import { ladder } from "./ladder.ts";

/** Points at the ladder's evaluations, as many as a run reached: what the weights were worth that these could pay for. */
export interface Curve {
  readonly evaluations: readonly number[];
  readonly loss: readonly number[];
  readonly metric: readonly number[];
}

export interface TargetResult {
  readonly target: number;
  /** After how many it was first seen to be met; null where it was missed. */
  readonly evaluations: number | null;
}

/** What a recorder has so far. */
export interface Recorded {
  readonly loss: readonly number[];
  readonly metric: readonly number[];
  /** Of each target. */
  readonly met: readonly (number | null)[];
}

/** A curve as it grows, and the targets that it meets. */
export class Recorder {
  readonly #rungs: readonly number[];
  readonly #targets: { readonly target: number; evaluations: number | null }[];
  readonly #loss: number[];
  readonly #metric: number[];

  constructor(budget: number, targets: readonly number[], { loss, metric, met }: Recorded = NOTHING) {
    this.#rungs = ladder(budget);
    this.#targets = targets.map((target, i) => ({ target, evaluations: met[i] ?? null }));
    this.#loss = [...loss];
    this.#metric = [...metric];
  }

  recorded(): Recorded {
    return {
      loss: [...this.#loss],
      metric: [...this.#metric],
      met: this.#targets.map(({ evaluations }) => evaluations),
    };
  }

  /** Whether a point of the curve may be of the weights that are there up to `until` evaluations, that one included. */
  wants(until: number): boolean {
    return this.#loss.length < this.#rungs.length && this.#rungs[this.#loss.length]! <= until;
  }

  /** All points below `evaluations` that are still missing are of what was there before. */
  fillBelow(evaluations: number, { loss, metric }: Measure): void {
    while (this.wants(evaluations - 1)) {
      this.#loss.push(loss);
      this.#metric.push(metric);
    }
  }

  meet(evaluations: number, loss: number): void {
    for (const each of this.#targets)
      if (each.evaluations === null && loss <= each.target) each.evaluations = evaluations;
  }

  curve(): Curve {
    return { evaluations: this.#rungs.slice(0, this.#loss.length), loss: this.#loss, metric: this.#metric };
  }

  targets(): readonly TargetResult[] {
    return this.#targets;
  }
}

const NOTHING: Recorded = { loss: [], metric: [], met: [] };
