import type { LoadOptions, NamedParameters, Optimizer, Options, Plugin, State } from "./contract.ts";
import { type Backend, chooseBackend, type Engine, type EngineOptions, type Moment } from "./engine.ts";
import { checkLoss, checkOptions, checkRecord, fail, mustBe } from "./errors.ts";
import { gradientCheck } from "./gradients.ts";
import { makeGroups } from "./groups.ts";
import { defaultsOf } from "./hyperparameters.ts";
import type { Method } from "./method.ts";
import { type Cells, checkFinite, makeSlots, readArrays } from "./parameters.ts";
import { restore, save } from "./state.ts";
import { lengthOf, type Storage, storage } from "./storage.ts";
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
  const evaluations = (given: object = {}, options: EngineOptions = {}) =>
    method.evaluations({ ...defaultsOf(hyper), ...given }, options);
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
    needsLoss: method.needsLoss ?? false,
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

/** What all optimizers have in common; how they move the weights is their engine's. */
function start(method: Method, parameters: NamedParameters, given: object, options: Options): Optimizer {
  const { name, calls, options: more = [], scratch = [] } = method;
  checkRecord(`${name}: hyper`, given, " such as { lr: 0.1 }");
  checkOptions(name, { ...choices, ...Object.fromEntries(more.map((option) => [option, undefined])) }, options);
  const { groups: overrides = [], nonFinite = "throw", nonFiniteState = "apply", backend = "auto" } = options;
  const slots = makeSlots(name, parameters);
  const entries = Object.values(method.state);
  const shared: Cells = {};
  for (const { name: key, kind, from } of entries) if (kind === "shared") shared[key] = Float64Array.of(from as number);
  const functions = calls?.options(name, options, shared) ?? {};
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

  let room: Storage | undefined;
  const occupy = (simd: boolean) => {
    room = storage(name, slots, [...entries, ...scratch], simd);
    room.add();
  };
  // A definition's own faults are none of the memory's.
  for (const slot of slots)
    for (const entry of entries)
      if (entry.kind === "array" && (!entry.when || entry.when(slot.hyper))) lengthOf(name, slot, entry);
  const chosen = chooseBackend(name, backend as Backend, method.reason?.(), () => occupy(true));
  if (chosen.backend === "portable") occupy(false);
  const memory = room!;
  const kept = entries.filter(({ saved }) => saved !== false);
  const stored = { owner: name, slots, entries: kept, groups, shared, storage: memory };
  const work = { slots, hyper: numbers, shared, simd: chosen.backend === "simd", options: functions };
  let engine: Engine;
  try {
    engine = method.engine(work);
  } catch (error) {
    memory.dispose();
    throw error;
  }

  let finite: () => boolean;
  let copies: Undo | undefined;
  const moved = () => {
    engine.moved();
    finite = gradientCheck(slots);
    copies = undefined;
  };
  moved();
  /** How many evaluations a step makes, and whether it may have to be taken back. */
  let extra = method.evaluations(numbers, functions);
  const throws = method.throws(functions) || nonFiniteState === "throw";
  let guarded = throws || extra !== 0;

  /** Takes the parameters' present arrays; false where the step is to be skipped for their gradients' sake. */
  const ready = () => {
    if (readArrays(name, slots)) moved();
    return nonFinite === "apply" || finite() || (nonFinite === "throw" && refuse());
  };
  /** Throws for the gradient that is not finite. */
  const refuse = () => {
    for (const { name: parameter, grad, arrays } of slots)
      if (grad) checkFinite(`${name}: parameter "${parameter}": gradient`, arrays.g);
    return false;
  };
  let user: (() => number) | undefined;
  /** Whether a step that calls the user's functions is under way. */
  let busy = false;
  const call = () => {
    evaluations++;
    const loss = user!();
    checkLoss(name, loss);
    return loss;
  };
  /** Takes the hyperparameters' present numbers. */
  const settle = () => {
    try {
      if (!resolve()) return;
      extra = method.evaluations(numbers, functions);
      guarded = throws || extra !== 0;
      if (memory.add()) moved();
      engine.changed?.();
    } catch (error) {
      for (const group of groups) group.forget();
      throw error;
    }
  };
  // An engine that evaluates is that of a method that `calls`.
  const moment = {
    t: 0,
    loss: undefined,
    undo: undefined,
    ...calls?.within({ name, slots, evaluates: () => extra !== 0, call, moved, finite: () => finite(), ready }),
  } as { -readonly [K in keyof Moment]: Moment[K] };
  /** A step that calls the user's functions, or that may have to be taken back. */
  const carefully = (given: (() => number) | undefined, loss: number | undefined): boolean => {
    const before = evaluations;
    user = given;
    busy = true;
    try {
      moment.loss = loss === undefined && given ? call() : loss;
      if (loss !== undefined) checkLoss(name, loss);
      if (!ready()) return false;
      if (guarded) {
        copies ??= undo(slots, entries, shared);
        copies.remember();
        moment.undo = copies;
      }
      moment.t = t + 1;
      engine.step(moment);
      if (nonFiniteState === "throw")
        copies!.each((what, array, heap) => checkFinite(`${name}: ${what}`, array, " after the step", heap));
    } catch (error) {
      if (moment.undo) {
        moment.undo.takeBack();
        // Engines may have joined what was alike in the step's midst.
        moved();
      }
      if (calls && error === calls.SKIP) return false;
      evaluations = before;
      throw error;
    } finally {
      user = undefined;
      moment.undo = undefined;
      busy = false;
    }
    t++;
    return true;
  };
  const alive = () => {
    if (disposed) fail(`${name}: it has been disposed of`);
  };
  /** What changes it cannot be called by what a step calls. */
  const idle = (what: string) => {
    if (busy) fail(`${name}: ${what} is called within a step`);
  };
  const dispose = () => {
    idle("dispose()");
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
      return memory.bytes + (copies?.bytes ?? 0);
    },
    groups: handles.slice(1),
    ...chosen,
    step(given?: () => number, loss?: number) {
      alive();
      idle("step()");
      settle();
      if (given !== undefined && typeof given !== "function") mustBe(`${name}: evaluate`, "a function", given);
      calls?.check(name, extra, given);
      if (given !== undefined || loss !== undefined || guarded) return carefully(given, loss);
      // Nothing of the user's is called, and the engine looks before it writes: there is nothing to take back.
      if (!ready()) return false;
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
      idle("load()");
      const now = t;
      try {
        ({ t, evaluations } = restore(stored, state, options, (steps) => {
          t = steps;
          settle();
        }));
      } catch (error) {
        t = now;
        throw error;
      }
      moved();
    },
    weights() {
      alive();
      settle();
      if (readArrays(name, slots)) moved();
      const own = engine.weights?.(t);
      return Object.fromEntries(slots.map(({ name, parameter }, i) => [name, own?.[i] ?? parameter.value]));
    },
    dispose,
    // Where the runtime knows it, `using optimizer = adam(…)` disposes of it at the end of the block.
    ...{ [Symbol.dispose ?? "dispose"]: dispose },
  }) as unknown as Optimizer;
}
