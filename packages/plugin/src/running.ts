import type { LoadOptions, NamedParameters, Optimizer, Options, Plugin, State } from "./contract.ts";
import { type Backend, chooseBackend, type EngineOptions } from "./engine.ts";
import { checkLoss, checkOptions, checkRecord, fail, isWhole, mustBe } from "./errors.ts";
import { gradientCheck } from "./gradients.ts";
import { makeGroups } from "./groups.ts";
import type { Method } from "./method.ts";
import { type Cells, checkFinite, makeSlots, readArrays } from "./parameters.ts";
import { restore, save } from "./state.ts";
import { type Storage, storage } from "./storage.ts";
import { type Undo, undo } from "./undo.ts";

/** The method that a plugin is made of: what wrappers take it by. */
const METHOD = Symbol("method");

/** @throws TypeError for what is no plugin */
export const methodOfPlugin = (owner: string, plugin: unknown): Method =>
  (plugin as { readonly [METHOD]?: Method } | undefined)?.[METHOD] ??
  mustBe(`${owner}: inner`, "an optimizer's plugin", plugin, "", TypeError);

/** The plugin that a method makes: its metadata, and the function that makes optimizers of it. */
export function plugin(method: Method, more: object = {}): Plugin {
  const { name, doc, paper, reference, hyper, state } = method;
  function make(parameters: NamedParameters, hyper = {}, options: Options = {}) {
    if (new.target) fail(`${name} is called without new`, TypeError);
    return start(method, parameters, hyper, options);
  }
  const evaluations = (given: object = {}, options: EngineOptions = {}) => {
    const defaults = Object.fromEntries(Object.entries(hyper).map(([key, { default: value }]) => [key, value]));
    return method.evaluations({ ...defaults, ...given }, options);
  };
  const properties = {
    ...more,
    kind: "optimizer",
    name,
    doc,
    paper,
    reference,
    hyper,
    state,
    evaluations,
    [METHOD]: method,
  };
  // Not assigned: a function's own name cannot be.
  return Object.defineProperties(make, Object.getOwnPropertyDescriptors(properties)) as unknown as Plugin;
}

const choices = {
  groups: undefined,
  nonFinite: ["throw", "skip", "apply"],
  nonFiniteState: ["throw", "apply"],
  backend: ["auto", "simd", "portable"],
};

/** What ends a step that is to be skipped. */
const SKIP = new Error("skipped");

/** What all optimizers have in common; how they move the weights is their engine's. */
function start(method: Method, parameters: NamedParameters, given: object, options: Options): Optimizer {
  const { name } = method;
  checkRecord(`${name}: hyper`, given, " such as { lr: 0.1 }");
  checkOptions(
    name,
    { ...choices, ...Object.fromEntries(method.options.map((option) => [option, undefined])) },
    options,
  );
  const { groups: overrides = [], nonFinite = "throw", nonFiniteState = "apply", backend = "auto", seed = 0 } = options;
  const { random, hessian } = options;
  for (const [option, value] of Object.entries({ random, hessian }))
    if (value !== undefined && typeof value !== "function") mustBe(`${name}: ${option}`, "a function", value);
  if (!isWhole(seed)) mustBe(`${name}: seed`, "a whole number", seed);
  const slots = makeSlots(name, parameters);
  const entries = Object.values(method.state);
  const shared: Cells = {};
  for (const { name: key, kind, from } of entries) if (kind === "shared") shared[key] = Float64Array.of(from as number);
  if (shared.seed) shared.seed[0] = seed;
  let t = 0;
  let evaluations = 0;
  let disposed = false;
  const groups = makeGroups(name, method.hyper, slots, given, overrides, () => t);
  const { numbers } = groups[0]!;

  /** Evaluates the schedules and checks what they give. Returns whether any number may have changed. */
  const resolve = () => {
    let changed = false;
    for (const group of groups)
      if (group.resolve()) {
        changed = true;
        const problem = method.check(group.numbers);
        if (problem) fail(`${name}: ${problem}`);
      }
    return changed;
  };
  resolve();

  const scratch = method.scratch;
  let room: Storage | undefined;
  const occupy = (simd: boolean) => {
    room = storage(name, slots, entries, scratch, simd);
    room.add();
  };
  const chosen = chooseBackend(name, backend as Backend, method.reason(), () => occupy(true));
  if (chosen.backend === "portable") occupy(false);
  const memory = room!;
  const kept = entries.filter(({ saved }) => saved !== false);
  const stored = { owner: name, slots, entries: kept, groups, shared, storage: memory };
  const work = { slots, hyper: numbers, shared, simd: chosen.backend === "simd", options: { random, hessian } };
  const engine = method.engine(work);

  let finite = gradientCheck(slots);
  let copies: Undo | undefined;
  const moved = () => {
    engine.moved();
    finite = gradientCheck(slots);
    copies = undefined;
  };
  moved();
  /** How many evaluations a step makes, and whether it may have to be taken back. */
  let extra = method.evaluations(numbers, work.options);
  const throws = method.throws() || nonFiniteState === "throw" || random !== undefined || hessian !== undefined;

  let guarded = throws || extra !== 0;

  /** Takes the parameters' present arrays; false where gradients are not finite. */
  const read = () => {
    if (readArrays(name, slots)) moved();
    return nonFinite === "apply" || finite();
  };
  const refuse = (): never => {
    if (nonFinite === "skip") throw SKIP;
    for (const { name: parameter, grad, arrays } of slots)
      if (grad) checkFinite(`${name}: parameter "${parameter}": gradient`, arrays.g);
    return fail(`${name}: a gradient is not finite`);
  };
  let user: (() => number) | undefined;
  const call = () => {
    evaluations++;
    const loss = user ? user() : fail(`${name}: step(evaluate) needs a function`);
    checkLoss(name, loss);
    return loss;
  };
  const again = () =>
    extra === 0 ? fail(`${name}: its step evaluates, though its definition declares no evaluations`) : call();
  const evaluate = () => {
    const loss = again();
    return read() ? loss : refuse();
  };
  const probe = () => {
    const loss = again();
    if (readArrays(name, slots)) moved();
    return finite() ? loss : NaN;
  };
  /** Takes the hyperparameters' present numbers. */
  const settle = () => {
    try {
      if (!resolve()) return;
      extra = method.evaluations(numbers, work.options);
      guarded = throws || extra !== 0;
      if (memory.add()) moved();
      engine.changed?.();
    } catch (error) {
      for (const group of groups) group.forget();
      throw error;
    }
  };
  const moment = { t: 0, loss: undefined as number | undefined, evaluate, probe };
  /** A step that calls the user's functions, or that may have to be taken back. */
  const carefully = (given: (() => number) | undefined, loss: number | undefined): boolean => {
    const before = evaluations;
    user = given;
    let back: Undo | undefined;
    try {
      moment.loss = loss === undefined && given ? call() : loss;
      if (loss !== undefined) checkLoss(name, loss);
      if (!read()) refuse();
      if (guarded) {
        copies ??= undo(slots, entries, shared);
        copies.remember();
        back = copies;
      }
      moment.t = t + 1;
      engine.step(moment);
      if (nonFiniteState === "throw")
        back!.each((what, array, { heap }) => checkFinite(`${name}: ${what}`, array, " after the step", heap));
    } catch (error) {
      back?.takeBack();
      if (error === SKIP) return false;
      evaluations = before;
      throw error;
    } finally {
      user = undefined;
    }
    t++;
    return true;
  };
  const alive = () => {
    if (disposed) fail(`${name}: it has been disposed of`);
  };
  const dispose = () => {
    disposed = true;
    memory.dispose();
  };

  const handles = groups.map(({ handle }) => handle);
  return Object.freeze({
    ...handles[0]!,
    name,
    parameters,
    get t() {
      return t;
    },
    get evaluations() {
      return evaluations;
    },
    get bytes() {
      const cells = slots.reduce((sum, { cells }) => sum + Object.keys(cells).length, Object.keys(shared).length);
      return memory.bytes + 8 * cells;
    },
    groups: handles.slice(1),
    ...chosen,
    step(given?: () => number, loss?: number) {
      alive();
      settle();
      if (given !== undefined && typeof given !== "function") mustBe(`${name}: evaluate`, "a function", given);
      if (extra !== 0 && given === undefined)
        fail(`${name}: step() needs evaluate: a step takes more than one gradient, so step(evaluate)`, TypeError);
      if (given !== undefined || loss !== undefined || guarded) return carefully(given, loss);
      // Nothing of the user's is called, and the engine looks before it writes: there is nothing to take back.
      if (readArrays(name, slots)) moved();
      if (nonFinite !== "apply" && !finite()) return nonFinite === "throw" && refuse();
      moment.t = t + 1;
      moment.loss = undefined;
      engine.step(moment);
      t++;
      return true;
    },
    state() {
      alive();
      return save(stored, { t, evaluations });
    },
    load(state: State, options: LoadOptions = {}) {
      alive();
      ({ t, evaluations } = restore(stored, state, options));
      moved();
    },
    weights() {
      settle();
      const own = engine.weights?.(t);
      return Object.fromEntries(slots.map(({ name, parameter }, i) => [name, own?.[i] ?? parameter.value]));
    },
    dispose,
    // Where the runtime knows it, `using optimizer = adam(…)` disposes of it at the end of the block.
    ...{ [Symbol.dispose ?? "dispose"]: dispose },
  }) as unknown as Optimizer;
}
