/** The contract between optimizers and those who use them: types only. */

export type FloatArray = Float32Array | Float64Array;

/** What a parameter is to its layer. */
export type Role = "weight" | "bias" | "scale" | "embedding";

/**
 * A trainable array and its gradient, both of `shape` (row-major; one dimension if left out).
 * `Float32Array` is the fast path; `Float64Array` computes everything in float64.
 * Both fields are read afresh at every step, so either may be replaced by another array of the same length.
 */
export interface Parameter<A extends FloatArray = FloatArray> {
  value: A;
  /**
   * The gradient of the loss with respect to `value`. Read, never written, never kept.
   * While it is `null`, the parameter rests: neither it nor its state moves.
   */
  get grad(): A;
  set grad(gradient: A | null);
  shape?: readonly number[] | undefined;
  /** For groups and methods to tell weights from biases. Default: none. */
  role?: Role | undefined;
  /** Whether it belongs to a model's last layer. */
  output?: boolean | undefined;
  /** The axis along which a layer's outputs lie, of two and more. Default: the last; PyTorch's is the first. */
  outputAxis?: number | undefined;
}

export type NamedParameters = Readonly<Record<string, Parameter>>;

/** What an optimizer takes: parameters that may have no gradient for now are among them. */
export type TrainableParameters = Readonly<
  Record<string, Omit<Parameter, "grad"> & { readonly grad: FloatArray | null }>
>;

/** A hyperparameter's value as a pure function of the number of steps taken so far: 0 at the first step. */
export type Schedule = (t: number) => number;

/**
 * How a hyperparameter is searched, and which values make sense at all:
 * `log` x ≥ 0; `decay` 0 ≤ x < 1, searched logarithmically in 1 - x; `linear` any number; `whole` 0, 1, 2, …; `flag` 0 or 1.
 */
export type Scale = "log" | "decay" | "linear" | "whole" | "flag";

export interface Hyperparameter<S extends Scale = Scale> {
  readonly default: number;
  /** Where a search looks, from lowest to highest. Values outside it are allowed as far as `scale` allows them. */
  readonly range: readonly [number, number];
  readonly scale: S;
  readonly doc: string;
  /** Whether a search is to vary it: not an ε, a flag or a count. */
  readonly search: boolean;
  /** Whether it holds for an optimizer's whole life, because it shapes its state: assigning it throws. */
  readonly fixed: boolean;
}

export type HyperSpec = Readonly<Record<string, Hyperparameter>>;

/** What an optimizer may be made with: numbers and schedules; flags also take booleans. What is left out is the default. */
export type HyperValues<H extends HyperSpec> = {
  readonly [K in keyof H]?: number | Schedule | (H[K]["scale"] extends "flag" ? boolean : never) | undefined;
};

/** The numbers in force. */
export type HyperNumbers<H extends HyperSpec> = { -readonly [K in keyof H]: number };

export type Schedules<H extends HyperSpec> = { -readonly [K in keyof H]?: Schedule | undefined };

/** Hyperparameters, live: what is assigned here holds from the next step on. */
export interface Hyper<H extends HyperSpec> {
  /** Each is the next step's number. A number that is assigned ends a schedule. */
  readonly hyper: HyperNumbers<H>;
  /** The schedules in force, undefined where there is none; one that is deleted ends at the number in force. */
  readonly schedules: Schedules<H>;
}

/** What a group's predicate is told of a parameter. */
export interface ParameterFacts {
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Role | undefined;
  readonly output: boolean | undefined;
  readonly outputAxis: number;
  /** The number of its elements. */
  readonly length: number;
}

/**
 * Overrides for the parameters that `match` names or accepts: a name, or several, all of which there must be; a RegExp,
 * or a predicate. A parameter belongs to at most one group.
 */
export interface Group<H extends HyperSpec> {
  readonly match: string | readonly string[] | RegExp | ((parameter: ParameterFacts) => boolean);
  readonly hyper: HyperValues<H>;
}

export interface Options<H extends HyperSpec = HyperSpec> {
  /** Per-parameter overrides of any hyperparameter, e.g. no weight decay on biases. */
  readonly groups?: readonly Group<H>[] | undefined;
  /** What a step does when a gradient holds NaN or ±Infinity. Default `throw`. `skip` leaves everything as it was. */
  readonly nonFinite?: "throw" | "skip" | "apply" | undefined;
  /**
   * What a step does when it has left NaN or ±Infinity in values or state, as finite gradients can: in float32 the square
   * of 1e20 is infinite. Default `apply`. `throw` takes the step back; it looks at all arrays and keeps a copy of them.
   */
  readonly nonFiniteState?: "throw" | "apply" | undefined;
  /** What runs an elementwise rule. Default `auto`: `simd` for float32 where it can be had. Both give the same bits. */
  readonly backend?: "auto" | "simd" | "portable" | undefined;
  /** What the random numbers of a method that draws some follow from: a whole number. Default 0. */
  readonly seed?: number | undefined;
  /** Standard normal numbers for a parameter, in place of a method's own. */
  readonly random?: ((name: string, length: number) => ArrayLike<number>) | undefined;
  /** The diagonal of the Hessian at the present weights, for a method that uses it. */
  readonly hessian?: ((name: string) => ArrayLike<number>) | undefined;
}

/** How often a step calls `evaluate` beyond the gradients that are there. */
export type Evaluations = number | { readonly most: number };

type Named<T> = Readonly<Record<string, T>>;

/**
 * An optimizer's memory: plain, structured-cloneable, and to the bit the same after `JSON.parse(JSON.stringify(state))`,
 * which makes lists of its arrays and strings of the numbers that JSON does not have.
 */
export interface State {
  readonly optimizer: string;
  /** Steps taken. */
  readonly t: number;
  /** How often `evaluate` was called. */
  readonly evaluations: number;
  /** The numbers of the hyperparameters; those that are scheduled are left out. */
  readonly hyper: Named<number>;
  /** Of each group: its parameters' names, and the numbers that it overrides. */
  readonly groups: readonly { readonly parameters: readonly string[]; readonly hyper: Named<number> }[];
  /** What there is once for the whole optimizer. */
  readonly shared: Named<number>;
  /** By parameter, then by the state's name. */
  readonly parameters: Named<Named<FloatArray | number>>;
}

export interface LoadOptions {
  /** `keep`: the hyperparameters stay as they are. Default `restore`. */
  readonly hyper?: "restore" | "keep" | undefined;
  /** `keep`: parameters that the state does not have stay as they are. Default `throw`. */
  readonly missing?: "throw" | "keep" | undefined;
  /** `ignore`: parameters of the state that the optimizer does not have are left out. Default `throw`. */
  readonly extra?: "throw" | "ignore" | undefined;
  /** What the optimizer calls a parameter of the state. */
  readonly rename?: ((name: string) => string) | undefined;
}

/** Where TypeScript's library knows `Symbol.dispose`, `using optimizer = adam(…)` disposes of it at the end of the block. */
type Disposes = SymbolConstructor extends { readonly dispose: infer D extends symbol }
  ? { readonly [K in D]: () => void }
  : object;

export interface Optimizer<H extends HyperSpec = HyperSpec> extends Hyper<H>, Disposes {
  readonly name: string;
  /** Steps taken so far. */
  readonly t: number;
  /** How often `evaluate` has been called, the calls before a step moves included. */
  readonly evaluations: number;
  /**
   * The bytes that it holds beside the weights and gradients: its state, the arrays that it works in, and, once a step has
   * been taken that may have to be taken back, the copies of weights and state that it is taken back by.
   */
  readonly bytes: number;
  /** The parameters it was given. */
  readonly parameters: NamedParameters;
  /** The overrides, in the order of `options.groups`; what a group does not override it has from all parameters'. */
  readonly groups: readonly (Hyper<H> & { readonly parameters: readonly string[] })[];
  /** What runs the rule: a fused WebAssembly SIMD loop, or plain JavaScript. */
  readonly backend: "simd" | "portable";
  /** Why `backend` is not `simd`; undefined where it is. */
  readonly backendReason: string | undefined;
  /**
   * Reads every `grad` and moves every `value` in place.
   * Returns false where `nonFinite: "skip"` made it do nothing.
   * @param evaluate recomputes the gradients at the present values and returns the loss. It is called first, and again
   *   by methods that need more than one gradient a step
   * @param loss that of the present values, whose gradients are there already: `evaluate` is not called first then
   * @throws RangeError naming parameter and value, also where a method reads the loss and it is not finite; TypeError where
   *   `evaluate` returns no number, and where it is missing. Then nothing has changed
   */
  step(evaluate?: (() => number) | undefined, loss?: number | undefined): boolean;
  /** A copy of the state, hyperparameters included, to store. */
  state(): State;
  /**
   * Restores `state()`'s copy, so that training goes on to the bit. A number that is restored ends a schedule.
   * @throws if it belongs to another optimizer, parameter set, shape or groups; then nothing has changed
   */
  load(state: State, options?: LoadOptions | undefined): void;
  /**
   * The weights to evaluate with: the values themselves, unless the method says otherwise (an average, Schedule-Free's x);
   * then they are computed when asked for, and training goes on undisturbed.
   */
  weights(): Record<string, FloatArray>;
  /** Gives the state's memory back at once, rather than when the optimizer is collected. It cannot be used afterwards. */
  dispose(): void;
}

/** One of the things that a method remembers, and the bits of a state. */
export interface StateEntry {
  readonly name: string;
  /** An array for each parameter, a number for each, or a number for the whole optimizer. */
  readonly kind: "array" | "scalar" | "shared";
  /** What it starts from: a number, or a copy of the weights. */
  readonly from: number | "w";
  /** An array's shape; the weights' own where there is none. */
  readonly shape?: ((parameter: ShapeFacts) => readonly number[]) | undefined;
  /** Whether it is there, for a group with these numbers; always where there is none. Once there, it stays. */
  readonly when?: ((hyper: Named<number>) => boolean) | undefined;
  /** `false`: nothing outlasts a step in it. It takes memory, but is no part of what is saved. */
  readonly saved?: boolean | undefined;
  /** Whether it is copied at each step that may throw. `false`: only what the method says that it overwrites. */
  readonly copied?: boolean | undefined;
}

/** What the shape of a state may follow from. */
export type ShapeFacts = ParameterFacts & { readonly hyper: Named<number> };

/** What plugins and wrappers say of themselves. */
export interface About<H extends HyperSpec = HyperSpec> {
  /** Of a plugin in a wrapper: `lookahead(adam)`. */
  readonly name: string;
  /** One sentence for the package's README. */
  readonly doc: string;
  /** Authors, year, equation or algorithm, and where to find it. */
  readonly paper: string;
  /** The implementation it matches step by step; `none`: it is unverified. */
  readonly reference: string;
  readonly hyper: H;
  /** What it remembers, by name. */
  readonly state: Named<StateEntry>;
}

/** An optimizer's package: call it to get an optimizer, read its metadata from it. */
export interface Plugin<H extends HyperSpec = HyperSpec> extends About<H> {
  (parameters: TrainableParameters, hyper?: HyperValues<H> | undefined, options?: Options<H> | undefined): Optimizer<H>;
  readonly kind: "optimizer";
  /** Whether a step reads the loss: `step(evaluate)`, or `step(undefined, loss)` where the gradients are there. */
  readonly needsLoss: boolean;
  /** How often a step calls `evaluate` beyond the gradients that are there, where the hyperparameters and options are these. */
  evaluations(hyper?: Named<number> | undefined, options?: object | undefined): Evaluations;
}
