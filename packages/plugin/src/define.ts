import type { Evaluations, FloatArray, HyperNumbers, HyperSpec, Role, ShapeFacts } from "./contract.ts";
import { mustBe } from "./errors.ts";
import type { Ops } from "./ops.ts";

/** Hyperparameters as a method gets them: checked numbers, schedules evaluated, flags as 0 and 1. */
export type Numbers<H extends HyperSpec> = Readonly<HyperNumbers<H>>;

/** An array for each parameter. */
export interface ArrayState {
  /** What it starts from: that number, or a copy of the weights. Default 0. */
  readonly from?: number | "w" | undefined;
  /** Its shape, where it is not the weights'. */
  readonly shape?: ((parameter: ShapeFacts) => readonly number[]) | undefined;
  /**
   * Whether it is there, for a group with these numbers: it takes memory from the first step on that needs it, and keeps
   * it. Default: always.
   */
  readonly when?: ((hyper: Readonly<Record<string, number>>) => unknown) | undefined;
  /** `false`: nothing outlasts a step in it. It takes memory, but is no part of what is saved. */
  readonly saved?: boolean | undefined;
  /** `false`: it is too large to copy at each step that may throw. The method says what it `overwrites`. */
  readonly copied?: boolean | undefined;
}

/** One float64 number: for each parameter, or for the whole optimizer. */
export interface NumberState<K extends "scalar" | "shared"> {
  readonly kind: K;
  readonly from: number;
}

/** What a method remembers: the names of arrays like the weights that start from 0, or each with what it is. */
export type StateSpec = readonly string[] | Readonly<Record<string, OneState>>;
/** A number is where an array like the weights starts from. */
export type OneState = number | ArrayState | NumberState<"scalar" | "shared">;

/** A state that is an array for each parameter, with what sets it apart: `array({ when: ({ amsgrad }) => amsgrad })`. */
export const array = (state: ArrayState): ArrayState => state;

/** A state that is one float64 number for each parameter. */
export const scalar = (from: number): NumberState<"scalar"> => one("scalar", from);
/** A state that is one float64 number for the whole optimizer. */
export const shared = (from: number): NumberState<"shared"> => one("shared", from);

function one<K extends "scalar" | "shared">(kind: K, from: number): NumberState<K> {
  if (typeof from !== "number" || Number.isNaN(from)) mustBe(`${kind}: from`, "a number", from);
  return { kind, from };
}

type Kind<S> = S extends { readonly kind: infer K } ? K : "array";
/** The names of a state's arrays, of its scalars, or of what it shares. */
export type NamesOf<D extends StateSpec, K extends "array" | "scalar" | "shared"> = D extends readonly (infer S)[]
  ? K extends "array"
    ? S & string
    : never
  : { [S in keyof D]: Kind<D[S]> extends K ? S : never }[keyof D] & string;

/** Standard normal numbers: those of that seed from the `from`th on. */
export type Normals = (seed: number, from: number, length: number) => Float64Array;

/** What every definition says of itself. */
export interface Metadata<H extends HyperSpec, D extends StateSpec> {
  /** In kebab-case, as the package is called. */
  readonly name: string;
  /** One sentence: what sets this optimizer apart. */
  readonly doc: string;
  readonly paper: string;
  readonly reference: string;
  readonly hyper: H;
  /**
   * What is remembered. Its names and those of the hyperparameters differ, and none is `w`, `g`, `t` or a field of a
   * `StepTensor`.
   */
  readonly state?: D | undefined;
  /** How often a step calls `evaluate` beyond the gradients that are there. Default 0. */
  readonly evaluations?: Evaluations | ((hyper: Numbers<H>, options: object) => Evaluations) | undefined;
  /** What is wrong with a combination of hyperparameters, if anything is. */
  check?(hyper: Numbers<H>): string | undefined;
}

/** What definitions of methods in TypeScript say beside it. */
export interface MethodMetadata<H extends HyperSpec, D extends StateSpec> extends Metadata<H, D> {
  /**
   * Whether a step may throw by itself when it has written something: then it works on what can be taken back, which
   * costs a copy of everything. Where user code runs in the middle of a step, that is so anyway.
   */
  readonly throws?: boolean | undefined;
  /** Whether a step reads the loss: then it takes `step(evaluate)` or `step(undefined, loss)`, and `loss` is a finite number. */
  readonly needsLoss?: boolean | undefined;
  /** Where random numbers come from: `normals` of `@downhill/plugin/random`. What was drawn is saved. */
  readonly random?: Normals | undefined;
  /** Which of the options that some methods have it has. */
  readonly options?: readonly "hessian"[] | undefined;
  /** The weights to evaluate with: one of the tensor's arrays, or one of its own. `t` is the number of steps taken. */
  weights?(tensor: StepTensor<H, D>, hyper: Numbers<H>, t: number): FloatArray;
}

/** A parameter as a method sees it during a step: the weights `w`, their gradient `g` (read-only) and the state, row-major. */
export type StepTensor<H extends HyperSpec = HyperSpec, D extends StateSpec = readonly string[]> = Readonly<
  Record<"w" | "g" | NamesOf<D, "array">, FloatArray>
> & { [S in NamesOf<D, "scalar">]: number } & {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Role | undefined;
  readonly output: boolean | undefined;
  /** The axis along which a layer's outputs lie. */
  readonly outputAxis: number;
  /** Its group's numbers. */
  readonly hyper: Numbers<H>;
};

/** What a method that sees all tensors may use in a step. */
export interface Step<D extends StateSpec = readonly string[]> {
  readonly ops: Ops;
  /** The loss at the start of the step, if it is known. */
  readonly loss: number | undefined;
  /**
   * Recomputes every gradient at the present weights, through the function given to `step`; returns the loss. What it
   * throws ends the step; so does a gradient that is not finite, as `options.nonFinite` says.
   */
  evaluate(): number;
  /** The same, but NaN where the loss or a gradient is not finite: for a search that then goes less far. */
  probe(): number;
  /**
   * To be called before anything is written to a state that is not `copied`, with that array or the part of it that is to
   * be written: then a step that throws has it taken back.
   */
  overwrites(array: FloatArray): void;
  /** The state that there is once for the whole optimizer. */
  readonly shared: { [S in NamesOf<D, "shared">]: number };
  /** As many standard normal numbers, for a parameter. */
  random(name: string, length: number): ArrayLike<number>;
  /** The functions that the optimizer was given, of those that the definition lists. */
  readonly options: { readonly hessian?: ((name: string) => ArrayLike<number>) | undefined };
}
