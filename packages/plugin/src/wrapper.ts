import { callingMethodOf, calls } from "./calling.ts";
import type { About, Evaluations, FloatArray, HyperSpec, Plugin } from "./contract.ts";
import type { MethodMetadata, Numbers, StateSpec, Step, StepTensor } from "./define.ts";
import { mustBe } from "./errors.ts";
import type { Method } from "./method.ts";
import { methodOfPlugin, plugin } from "./running.ts";
import { checkDefinition, stateEntries } from "./states.ts";
import { namesWithin } from "./within.ts";
import { wrappedEngine } from "./wrapped-engine.ts";

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

/** A wrapper's package: call it with a plugin to get a plugin. */
export interface Wrapper<H extends HyperSpec = HyperSpec> extends About<H> {
  <I extends HyperSpec>(inner: Plugin<I>): Plugin<I & H>;
  readonly kind: "wrapper";
  /** The inner one's hyperparameters that it sees to. */
  readonly takes: readonly string[];
  /** How often it calls `evaluate` for each gradient that the inner one sees. */
  readonly evaluations: number;
}

/**
 * Defines what makes another optimizer of any optimizer: `lookahead(adam)`. Its hyperparameters and state are beside the
 * inner one's; of two with one name, the inner one's is called after its plugin, `adamEps`, unless the wrapper takes it over.
 */
export function wrapper<
  const H extends HyperSpec,
  const D extends StateSpec = readonly [],
  const S extends string = never,
>(definition: WrapperDefinition<H, D, S>): Wrapper<H> {
  checkDefinition("wrapper", definition, definition?.gradient ? "gradient" : "step");
  const { takes = [], evaluations = 0 } = definition;
  const own = callingMethodOf({ ...definition, weights: undefined } as never);
  stateEntries(own.name, definition.scratch, { ...own.hyper, ...own.state });
  const { counts } = definition;
  if (counts !== undefined && own.state[counts]?.kind !== "shared")
    mustBe(`${own.name}: counts`, "the name of a shared state", counts);
  const wrap = (inner: Plugin) => plugin(wrapped(definition as never, own, methodOfPlugin(definition.name, inner)));
  const { name, doc, paper, reference, hyper, state } = own;
  const properties = { kind: "wrapper", name, doc, paper, reference, hyper, state, takes, evaluations };
  return Object.defineProperties(wrap, Object.getOwnPropertyDescriptors(properties)) as never;
}

/** The method that a wrapper makes of an inner one. */
function wrapped(
  definition: WrapperDefinition<HyperSpec, StateSpec, string>,
  own: ReturnType<typeof callingMethodOf>,
  inner: Method,
): Method {
  const { scratch = [], takes = [], evaluations: each = 0 } = definition;
  const within = namesWithin(definition.name, own, scratch, takes, inner);
  return {
    name: `${own.name}(${inner.name})`,
    doc: `${own.doc} Around: ${inner.doc}`,
    paper: `${own.paper}; ${inner.paper}`,
    reference: `${own.reference}; ${inner.reference}`,
    hyper: { ...within.hyper, ...own.hyper },
    state: { ...within.state, ...own.state },
    scratch: [...scratch, ...within.scratch].map((name) => ({ name, kind: "array", from: 0 })),
    options: [...new Set([...own.options, ...(inner.options ?? [])])],
    random: own.random,
    calls,
    evaluations: (hyper, options) => multiplied(inner.evaluations(within.numbers(hyper), options), each),
    check: (hyper) => own.check(hyper) ?? inner.check(within.numbers(hyper)),
    ...(inner.reason && { reason: inner.reason }),
    needsLoss: inner.needsLoss,
    // The inner one refuses a loss that it cannot read when the wrapper may have written already.
    throws: (given) => own.throws(given) || inner.throws(given) || inner.needsLoss === true,
    engine: (work) => wrappedEngine(definition, own, inner, within, work),
  };
}

/** Each of the inner one's evaluations, and the gradient before them, takes so many more. */
function multiplied(inner: Evaluations, each: number): Evaluations {
  const total = (n: number) => n + each * (1 + n);
  return typeof inner === "number" ? total(inner) : { most: total(inner.most) };
}
