import type { HyperSpec, LoadOptions, NamedParameters, Optimizer, Options, Plugin, State } from "./contract.ts";
import { type Metadata, stateNames } from "./define.ts";
import type { Backend, Engine } from "./engine.ts";
import { checkLoss, checkRecord, choose, fail, isRecord, mustBe } from "./errors.ts";
import { makeGroups } from "./groups.ts";
import { checkFinite, makeSlots, readArrays, type Slot } from "./parameters.ts";
import { restore, save } from "./state.ts";

type MakeEngine = (slots: readonly Slot[], backend: Backend) => Engine;

/** The plugin that a definition makes: its metadata, and the engine that each of its optimizers is to run on. */
export function plugin<H extends HyperSpec, S extends string>(
  metadata: Metadata<H, S>,
  makeEngine: MakeEngine,
): Plugin<H> {
  function make(parameters: NamedParameters, hyper = {}, options: Options<H> = {}) {
    if (new.target) throw new TypeError(`${metadata.name} is called without new`);
    return start(metadata, makeEngine, parameters, hyper, options);
  }
  const properties = { ...metadata, state: stateNames(metadata.state) };
  // Not assigned: a function's own name cannot be.
  return Object.defineProperties(make, Object.getOwnPropertyDescriptors(properties)) as unknown as Plugin<H>;
}

const choices = {
  groups: undefined,
  nonFinite: ["throw", "skip", "apply"],
  nonFiniteState: ["apply", "throw"],
  backend: ["auto", "simd", "portable"],
};

/** What all optimizers have in common; how they move the weights is their engine's. */
function start<H extends HyperSpec, S extends string>(
  metadata: Metadata<H, S>,
  makeEngine: MakeEngine,
  parameters: NamedParameters,
  hyper: object,
  options: Options<H>,
): Optimizer<H> {
  const { name, check } = metadata;
  const names = stateNames(metadata.state);
  checkRecord(`${name}: hyper`, hyper, " such as { lr: 0.1 }");
  const { nonFinite, nonFiniteState, backend } = choose(name, choices, options);
  const slots = makeSlots(name, parameters);
  let t = 0;
  let disposed = false;
  const groups = makeGroups(name, metadata.hyper, slots, hyper, options.groups, () => t);
  const stored = { owner: name, slots, names, groups };

  /** Evaluates the schedules and checks what they give. */
  const resolve = () => {
    for (const group of groups) {
      group.resolve();
      const problem = check?.(group.numbers as never);
      if (problem) fail(`${name}: ${problem}`);
    }
  };
  const alive = () => {
    if (disposed) fail(`${name}: it has been disposed of`);
  };
  resolve();
  const engine = makeEngine(slots, backend as Backend);

  /** Takes the parameters' present arrays; false where the step is to be skipped. */
  const read = () => {
    if (readArrays(name, slots)) engine.moved();
    if (nonFinite === "apply" || engine.finite()) return true;
    if (nonFinite === "throw")
      for (const slot of slots) checkFinite(`${name}: parameter "${slot.name}": gradient`, slot.arrays.g);
    return false;
  };
  const watched = engine.mayThrow || nonFiniteState === "throw";
  const dispose = () => {
    disposed = true;
    engine.dispose();
  };
  const handles = groups.map(({ handle }) => handle);
  return Object.freeze({
    ...handles[0]!,
    name,
    get t() {
      return t;
    },
    groups: handles.slice(1),
    backend: engine.backend,
    backendReason: engine.backendReason,
    step(evaluate?: () => number, loss?: number) {
      alive();
      resolve();
      if (evaluate !== undefined && typeof evaluate !== "function") mustBe(`${name}: evaluate`, "a function", evaluate);
      const present = loss === undefined ? evaluate?.() : loss;
      if (evaluate ?? loss !== undefined) checkLoss(name, present);
      if (!read()) return false;
      const moving = watched ? slots.flatMap(movingArrays) : [];
      const copies = moving.map(([, array]) => array.slice());
      try {
        engine.step(t + 1, groups[0]!.numbers, read, present, evaluate);
        if (nonFiniteState === "throw")
          for (const [what, array] of moving) checkFinite(`${name}: ${what}`, array, " after the step");
      } catch (error) {
        for (const [i, [, array]] of moving.entries()) array.set(copies[i]!);
        throw error;
      }
      t++;
      return true;
    },
    state() {
      alive();
      return save(stored, t);
    },
    load(state: State, options: LoadOptions = {}) {
      alive();
      t = restore(stored, state, options);
    },
    weights: () => Object.fromEntries(slots.map(({ name, parameter }) => [name, parameter.value])),
    dispose,
    // Where the runtime knows it, `using optimizer = adam(…)` disposes of it at the end of the block.
    ...{ [Symbol.dispose ?? "dispose"]: dispose },
  }) as Optimizer<H>;
}

/** The arrays that a step changes, and what they are. */
const movingArrays = ({ name, arrays: { g: _, w, ...state } }: Slot) =>
  Object.entries({ value: w, ...state }).map(([key, array]) => [`parameter "${name}": ${key}`, array] as const);

/** @throws RangeError for what is no definition by that definer */
export function checkDefinition(definer: string, definition: object, method: string): void {
  const { name, hyper, [method]: run } = (definition ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || !isRecord(hyper) || typeof run !== "function")
    mustBe(`${definer}: a definition`, `a record with name, hyper and ${method}`, definition);
}
