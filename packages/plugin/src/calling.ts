import type { Evaluations, Options } from "./contract.ts";
import type { EngineOptions, Moment } from "./engine.ts";
import { fail, isWhole, mustBe } from "./errors.ts";
import { type Cells, readArrays, type Slot } from "./parameters.ts";

/** What an optimizer lets its method call. */
export interface Caller {
  readonly name: string;
  readonly slots: readonly Slot[];
  /** Whether the definition declares that a step evaluates. */
  evaluates(): boolean;
  /** Calls the user's `evaluate`, and counts it. */
  call(): number;
  /** To be called when arrays have become others. */
  moved(): void;
  finite(): boolean;
  /** Takes the arrays: false where the step is to be skipped. */
  ready(): boolean;
}

/** What ends a step that is to be skipped. */
const SKIP = new Error("skipped");

/** What a method brings that may call the user's functions in the middle of a step. A rule does not, and has none of this. */
export const calls = {
  SKIP,
  /** @throws TypeError where a step that takes more than one gradient is not given the function */
  check(owner: string, extra: Evaluations, given: unknown): void {
    if (extra !== 0 && given === undefined)
      fail(`${owner}: step() needs evaluate: a step takes more than one gradient, so step(evaluate)`, TypeError);
  },
  /** The functions that the user gave. */
  options(owner: string, { random, hessian, seed = 0 }: Options, shared: Cells): EngineOptions {
    for (const [option, value] of Object.entries({ random, hessian }))
      if (value !== undefined && typeof value !== "function") mustBe(`${owner}: ${option}`, "a function", value);
    if (!isWhole(seed)) mustBe(`${owner}: seed`, "a whole number", seed);
    if (shared.seed) shared.seed[0] = seed;
    return { random, hessian };
  },
  /** How a step evaluates beyond the gradients that are there. */
  within({ name, slots, evaluates, call, moved, finite, ready }: Caller): Pick<Moment, "evaluate" | "probe"> {
    const again = () =>
      evaluates() ? call() : fail(`${name}: its step evaluates, though its definition declares no evaluations`);
    return {
      evaluate() {
        const loss = again();
        if (!ready()) throw SKIP;
        return loss;
      },
      probe() {
        const loss = again();
        if (readArrays(name, slots)) moved();
        return finite() ? loss : NaN;
      },
    };
  },
};
