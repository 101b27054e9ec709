/** When losses have been too high for too many steps: a clipped loss cannot explode, and stays high instead. */

export interface Lost {
  /** So many times the loss of the start, where that is above 0. */
  readonly above: number;
  /** In a row. */
  readonly steps: number;
}

/** The steps in a row that found a loss too high. */
export class Streak {
  readonly #limit: number;
  readonly #steps: number;
  /** The number of the first of them; undefined where the last loss was none. */
  since: number | undefined;
  /** Whether they are too many. */
  isOver = false;

  constructor({ above, steps }: Lost = { above: Infinity, steps: 1 }, start: number, since: number | undefined) {
    this.#limit = start > 0 ? above * start : Infinity;
    this.#steps = steps;
    this.since = since;
  }

  /** @param step that finds that loss. @returns whether they are too many with it */
  add(step: number, loss: number): boolean {
    if (loss > this.#limit) this.since ??= step;
    else this.since = undefined;
    this.isOver = this.since !== undefined && step - this.since + 1 >= this.#steps;
    return this.isOver;
  }
}
