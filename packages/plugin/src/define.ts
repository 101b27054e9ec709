import type { FloatArray, HyperNumbers, HyperSpec, Role } from "./contract.ts";
import type { Ops } from "./ops.ts";

/** Hyperparameters as a method gets them: checked numbers, schedules evaluated, flags as 0 and 1. */
export type Numbers<H extends HyperSpec> = Readonly<HyperNumbers<H>>;

/** The arrays of a state: all shaped like the weights, or each of a shape that follows from the weights'. */
export type StateSpec<S extends string> =
  | readonly S[]
  | { readonly [K in S]: (shape: readonly number[]) => readonly number[] };

/** What every definition says of itself. */
export interface Metadata<H extends HyperSpec, S extends string> {
  /** In kebab-case, as the package is called. */
  readonly name: string;
  /** One sentence: what sets this optimizer apart. */
  readonly doc: string;
  readonly paper: string;
  readonly reference: string;
  readonly hyper: H;
  /**
   * The arrays kept for each parameter; all start at 0. Their names and those of the hyperparameters differ, and none is
   * `w`, `g`, `t`, `name`, `shape`, `role` or `hyper`: the conformance tests see to it.
   */
  readonly state?: StateSpec<S> | undefined;
  /** What is wrong with a combination of hyperparameters, if anything is. */
  check?(hyper: Numbers<H>): string | undefined;
}

/** A parameter as a method sees it during a step: the weights `w`, their gradient `g` (read-only) and the state, row-major. */
export type StepTensor<H extends HyperSpec = HyperSpec, S extends string = string> = Readonly<
  Record<"w" | "g" | S, FloatArray>
> & {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Role | undefined;
  /** Its group's numbers. */
  readonly hyper: Numbers<H>;
};

/** What a method that sees all tensors may use in a step. */
export interface Step {
  readonly ops: Ops;
  /** The loss at the start of the step, if it is known. */
  readonly loss: number | undefined;
  /** Recomputes every gradient at the present weights, through the function given to `step`; returns the loss. */
  evaluate(): number;
}

export function stateNames<S extends string>(state: StateSpec<S> | undefined): S[] {
  return (Array.isArray(state) ? [...state] : Object.keys(state ?? {})) as S[];
}
