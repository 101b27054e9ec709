import type { State } from "@downhill/plugin";
import type { Model } from "../model/model.ts";
import type { Stepper } from "./options.ts";

/** An optimizer whose state can be restored. */
interface Stateful {
  state(): State;
  load(state: State): void;
}

/**
 * Keeps a model and its optimizer as they are, for the case that a layer refuses data which only training shows it: a
 * word that is not in the vocabulary, a last batch too small to be normalised.
 */
export class Rollback {
  readonly #model: Model;
  readonly #weights: Record<string, Float32Array>;
  readonly #optimizer: Stateful | undefined;
  readonly #state: State | undefined;

  constructor(model: Model, optimizer: Stepper) {
    this.#model = model;
    this.#weights = model.state();
    this.#optimizer = isStateful(optimizer) ? optimizer : undefined;
    this.#state = this.#optimizer?.state();
  }

  undo(): void {
    this.#model.load(this.#weights);
    if (this.#state) this.#optimizer?.load(this.#state);
  }
}

function isStateful(optimizer: object): optimizer is Stateful {
  return "state" in optimizer && "load" in optimizer;
}
