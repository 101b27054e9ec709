/** The contract between optimizers and those who use them: types only. */

export type FloatArray = Float32Array | Float64Array;

/**
 * A trainable array and its gradient, both of `shape` (row-major; one dimension if left out).
 * `Float32Array` is the fast path; `Float64Array` computes everything in float64.
 * Both fields are read afresh at every step, so either may be replaced by another array of the same length.
 */
export interface Parameter<A extends FloatArray = FloatArray> {
  value: A;
  /** The gradient of the loss with respect to `value`. Read, never written, never kept. */
  grad: A;
  shape?: readonly number[];
}

export type Parameters = Readonly<Record<string, Parameter>>;

/** A hyperparameter's value as a pure function of the number of steps taken so far: 0 at the first step. */
export type Schedule = (t: number) => number;

/**
 * How a hyperparameter is searched, and which values make sense at all:
 * `log` x ≥ 0; `decay` 0 ≤ x < 1, searched logarithmically in 1 - x; `linear` any number; `flag` 0 or 1.
 */
export type Scale = "log" | "decay" | "linear" | "flag";

export interface Hyperparameter<S extends Scale = Scale> {
  readonly default: number;
  /** Where a search looks, from lowest to highest. Values outside it are allowed as far as `scale` allows them. */
  readonly range: readonly [number, number];
  readonly scale: S;
  readonly doc: string;
}

export type HyperSpec = Readonly<Record<string, Hyperparameter>>;

/** What a user may set a hyperparameter to: a number or a schedule; flags also take booleans. */
export type HyperValues<H extends HyperSpec> = {
  -readonly [K in keyof H]: number | Schedule | (H[K]["scale"] extends "flag" ? boolean : never);
};

/** Overrides for the parameters that `match` names or accepts. A parameter belongs to at most one group. */
export interface Group<H extends HyperSpec> {
  readonly match: string | readonly string[] | ((name: string, parameter: Parameter) => boolean);
  readonly hyper: Partial<HyperValues<H>>;
}

export interface Options<H extends HyperSpec = HyperSpec> {
  /** Per-parameter overrides of any hyperparameter, e.g. no weight decay on biases. */
  readonly groups?: readonly Group<H>[];
  /** What a step does when a gradient holds NaN or ±Infinity. Default `throw`. `skip` leaves everything as it was. */
  readonly nonFinite?: "throw" | "skip" | "apply";
  /** What runs an elementwise rule. Default `auto`: `simd` for float32 where it can be had. Both give the same bits. */
  readonly backend?: "auto" | "simd" | "portable";
}

/** An optimizer's memory: structured-cloneable, keyed by parameter name, then by the state's name. */
export interface State {
  readonly optimizer: string;
  /** Steps taken. */
  readonly t: number;
  readonly parameters: Readonly<Record<string, Readonly<Record<string, FloatArray>>>>;
}

export interface Optimizer<H extends HyperSpec = HyperSpec> {
  readonly name: string;
  /** Steps taken so far. */
  readonly t: number;
  /** Live: what is assigned here holds from the next step on. */
  readonly hyper: HyperValues<H>;
  /** The live overrides, in the order of `options.groups`. */
  readonly groups: readonly { readonly hyper: HyperValues<H>; readonly parameters: readonly string[] }[];
  /** What runs the rule: a fused WebAssembly SIMD loop, or plain JavaScript. */
  readonly backend: "simd" | "portable";
  /** Why `backend` is not `simd`; undefined where it is. */
  readonly backendReason: string | undefined;
  /**
   * Reads every `grad` and moves every `value` in place.
   * `evaluate` recomputes the gradients at the present values and returns the loss, for optimizers that need it.
   * Returns false where `nonFinite: "skip"` made it do nothing.
   * @throws RangeError naming parameter and value; then nothing has changed.
   */
  step(evaluate?: () => number): boolean;
  /** A copy of the state, to store. */
  state(): State;
  /** Restores `state()`'s copy. @throws if it belongs to another optimizer, parameter set or shape; then nothing has changed. */
  load(state: State): void;
  /** The weights to evaluate with: the values themselves, unless the optimizer says otherwise. */
  weights(): Record<string, FloatArray>;
  /** Gives the state's memory back at once, rather than when the optimizer is collected. It cannot be used afterwards. */
  dispose(): void;
}

/** An optimizer's package: call it to get an optimizer, read its metadata from it. */
export interface Plugin<H extends HyperSpec = HyperSpec> {
  (parameters: Parameters, hyper?: Partial<HyperValues<H>>, options?: Options<H>): Optimizer<H>;
  readonly name: string;
  /** One sentence for the package's README. */
  readonly doc: string;
  /** Authors, year, equation or algorithm, and where to find it. */
  readonly paper: string;
  /** The implementation it matches step by step. */
  readonly reference: string;
  readonly hyper: H;
  /** The names of the arrays it keeps for each parameter. */
  readonly state: readonly string[];
}
