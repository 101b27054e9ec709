import type { HyperSpec, LoadOptions, NamedParameters, Optimizer, Options, Plugin, State } from "./contract.ts";
import type { Metadata } from "./define.ts";
import type { Backend, Engine } from "./engine.ts";
import { checkLoss, checkOptions, checkRecord, fail, isRecord, mustBe } from "./errors.ts";
import { makeGroups } from "./groups.ts";
import { checkFinite, makeSlots, readArrays, type Slot } from "./parameters.ts";
import { restore, save } from "./state.ts";

type MakeEngine = (slots: readonly Slot[], backend: Backend) => Engine;

/** The plugin that a definition makes: its metadata, and the engine that each of its optimizers is to run on. */
export function plugin<H extends HyperSpec, S extends string>(
  metadata: Metadata<H, S>,
  names: readonly string[],
  makeEngine: MakeEngine,
): Plugin<H> {
  function make(parameters: NamedParameters, hyper = {}, options: Options<H> = {}) {
    if (new.target) fail(`${metadata.name} is called without new`, TypeError);
    return start(metadata, names, makeEngine, parameters, hyper, options);
  }
  const properties = { ...metadata, state: [...names] };
  // Not assigned: a function's own name cannot be.
  return Object.defineProperties(make, Object.getOwnPropertyDescriptors(properties)) as unknown as Plugin<H>;
}

const choices = {
  groups: undefined,
  nonFinite: ["throw", "skip", "apply"],
  nonFiniteState: ["throw", "apply"],
  backend: ["auto", "simd", "portable"],
};

/** What all optimizers have in common; how they move the weights is their engine's. */
function start<H extends HyperSpec, S extends string>(
  metadata: Metadata<H, S>,
  names: readonly string[],
  makeEngine: MakeEngine,
  parameters: NamedParameters,
  hyper: object,
  options: Options<H>,
): Optimizer<H> {
  const { name, check } = metadata;
  checkRecord(`${name}: hyper`, hyper, " such as { lr: 0.1 }");
  checkOptions(name, choices, options);
  const { groups: overrides = [], nonFinite = "throw", nonFiniteState = "apply", backend = "auto" } = options;
  const slots = makeSlots(name, parameters);
  let t = 0;
  let disposed = false;
  const groups = makeGroups(name, metadata.hyper, slots, hyper, overrides, () => t);
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
  const engine = makeEngine(slots, backend);

  /** Takes the parameters' present arrays; false where the step is to be skipped. */
  const read = () => {
    if (readArrays(name, slots)) {
      engine.moved();
      moving = undefined;
    }
    if (nonFinite === "apply" || engine.finite()) return true;
    if (nonFinite === "throw")
      for (const slot of slots) checkFinite(`${name}: parameter "${slot.name}": gradient`, slot.arrays.g);
    return false;
  };
  /** Where a step may have to be taken back: the arrays that it changes, and room for copies. */
  let moving: ReturnType<typeof movingArrays> | undefined;
  const mayThrow = engine.mayThrow || nonFiniteState === "throw";
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
      moving ??= mayThrow ? slots.flatMap(movingArrays) : [];
      const before = moving;
      for (const [, array, copy] of before) copy.set(array);
      try {
        engine.step(t + 1, groups[0]!.numbers, read, present, evaluate);
        if (nonFiniteState === "throw")
          for (const [what, array, , heap] of before) checkFinite(`${name}: ${what}`, array, " after the step", heap);
      } catch (error) {
        for (const [, array, copy] of before) array.set(copy);
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

/** The arrays that a step changes, what they are, and copies of them. */
const movingArrays = ({ name, heap, arrays: { g: _, w, ...state } }: Slot) =>
  Object.entries({ value: w, ...state }).map(
    ([key, array]) => [`parameter "${name}": ${key}`, array, array.slice(), heap] as const,
  );

/** @throws RangeError for what is no definition by that definer */
export function checkDefinition(definer: string, definition: object, method: string): void {
  const { name, hyper, [method]: run } = (definition ?? {}) as Record<string, unknown>;
  if (typeof name !== "string" || !isRecord(hyper) || typeof run !== "function")
    mustBe(`${definer}: a definition`, `a record with name, hyper and ${method}`, definition);
}
