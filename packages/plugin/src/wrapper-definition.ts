import type { FloatArray, HyperSpec } from "./contract.ts";
import type { MethodMetadata, Numbers, StateSpec, Step, StepTensor } from "./define.ts";

/** The numbers of the wrapper's hyperparameters, and of the inner one's, if it has them. */
export type AllNumbers<H extends HyperSpec> = Numbers<H> & Readonly<Record<string, number | undefined>>;

/** A parameter as a wrapper sees it: its own state and scratch memory, and the inner one's state under its outer names. */
export type WrappedTensor<H extends HyperSpec, D extends StateSpec, S extends string> = Omit<
  StepTensor<H, D>,
  "hyper"
> &
  Readonly<Record<S, FloatArray>> & { readonly hyper: AllNumbers<H> };

/** What a wrapper may use in a step, beside what a method may. */
export interface InnerStep<D extends StateSpec = readonly string[]> extends Step<D> {
  /**
   * Has the inner one take its step, on the gradient that `gradient` gives, or on another array of the wrapper's, and with
   * the loss, or another one that is that array's.
   */
  inner(options?: { readonly gradient?: string | undefined; readonly loss?: number | undefined }): void;
  /** Puts the inner one's state back to where it starts, and the count of its steps to 0, if `counts` names it. */
  reset(): void;
}

export interface WrapperDefinition<H extends HyperSpec, D extends StateSpec, S extends string>
  extends Omit<MethodMetadata<H, D>, "weights" | "evaluations" | "needsLoss"> {
  /** Arrays like the weights to work in, which nothing outlasts a step in: they take memory, but are not saved. */
  readonly scratch?: readonly S[] | undefined;
  /** Hyperparameters that the wrapper sees to in place of the inner one, which sees 0. */
  readonly takes?: readonly string[] | undefined;
  /** How often it calls `evaluate` for each gradient that the inner one sees. Default 0. */
  readonly evaluations?: number | undefined;
  /** The shared state that counts the inner one's steps: its `t`, where that is not the wrapper's. */
  readonly counts?: string | undefined;
  /** Why the inner one may not evaluate in its step, if it may not. */
  readonly once?: string | undefined;
  /**
   * The name of the array that is the gradient for the inner one, computed from `g`, which is the user's and is never
   * written. It is called before the inner step, and after each evaluation that the inner one asks for; where that one
   * is a `probe`, `evaluate` is one too.
   */
  gradient?(
    tensors: readonly WrappedTensor<H, D, S>[],
    hyper: AllNumbers<H>,
    t: number,
    step: Step<D>,
  ): S | NamesOfArrays<D> | "g" | undefined;
  /** A step. Default: `inner()`. */
  step?(tensors: readonly WrappedTensor<H, D, S>[], hyper: AllNumbers<H>, t: number, step: InnerStep<D>): void;
  /** The weights to evaluate with; the inner one's, where there is none. */
  weights?(tensor: WrappedTensor<H, D, S>, hyper: AllNumbers<H>, t: number): FloatArray;
}

type NamesOfArrays<D extends StateSpec> = D extends readonly string[] ? D[number] : keyof D & string;
