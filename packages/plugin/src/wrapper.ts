import { calls } from "./calling.ts";
import { callingMethodOf } from "./calling-method.ts";
import type { About, Evaluations, HyperSpec, Plugin } from "./contract.ts";
import type { StateSpec } from "./define.ts";
import { mustBe } from "./errors.ts";
import type { Method } from "./method.ts";
import { methodOfPlugin, plugin } from "./running.ts";
import { checkDefinition, stateEntries } from "./states.ts";
import { namesWithin } from "./within.ts";
import { wrappedEngine } from "./wrapped-engine.ts";
import type { WrapperDefinition } from "./wrapper-definition.ts";

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
