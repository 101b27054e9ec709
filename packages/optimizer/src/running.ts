import type { HyperSpec, Optimizer, Options, Parameters, Plugin } from "./contract.ts";
import { type Metadata, type Numbers, stateNames } from "./define.ts";
import type { Backend, Engine } from "./engine.ts";
import { fail, mustBe, show } from "./errors.ts";
import { makeGroups } from "./groups.ts";
import { checkFinite, makeSlots, readArrays, type Slot } from "./parameters.ts";
import { restore, save } from "./state.ts";

type MakeEngine = (slots: readonly Slot[], backend: Backend) => Engine;

/** The plugin that a definition makes: its metadata, and the engine that each of its optimizers is to run on. */
export function plugin<H extends HyperSpec, S extends string>(
  metadata: Metadata<H, S>,
  makeEngine: MakeEngine,
): Plugin<H> {
  const make = (parameters: Parameters, hyper = {}, options: Options<H> = {}) =>
    start(metadata, makeEngine, parameters, hyper, options);
  const properties = { ...metadata, state: stateNames(metadata.state) };
  // Not assigned: a function's own name cannot be.
  return Object.defineProperties(make, Object.getOwnPropertyDescriptors(properties)) as unknown as Plugin<H>;
}

const choices: Readonly<Record<string, readonly string[]>> = {
  nonFinite: ["throw", "skip", "apply"],
  backend: ["auto", "simd", "portable"],
};

/** What all optimizers have in common; how they move the weights is their engine's. */
function start<H extends HyperSpec, S extends string>(
  metadata: Metadata<H, S>,
  makeEngine: MakeEngine,
  parameters: Parameters,
  hyper: object,
  { groups: overrides = [], nonFinite = "throw", backend = "auto", ...unknown }: Options<H>,
): Optimizer<H> {
  const { name, check } = metadata;
  const names = stateNames(metadata.state);
  for (const [option, value] of Object.entries({ nonFinite, backend, ...unknown })) {
    const allowed = choices[option] ?? fail(`${name}: unknown option "${option}"`);
    if (!allowed.includes(value)) mustBe(`${name}: ${option}`, allowed.map(show).join(", "), value);
  }
  const slots = makeSlots(name, parameters);
  const groups = makeGroups(name, metadata.hyper, slots, hyper, overrides);
  let t = 0;
  let disposed = false;

  /** Evaluates the schedules and checks what they give. */
  const resolve = () => {
    for (const group of groups) {
      const numbers = group.resolve(t) as Numbers<H>;
      const problem = check?.(numbers);
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
    if (readArrays(name, slots)) engine.moved();
    if (nonFinite === "apply" || engine.finite()) return true;
    if (nonFinite === "throw") for (const slot of slots) checkFinite(name, slot);
    return false;
  };
  const dispose = () => {
    disposed = true;
    engine.dispose();
  };
  return Object.freeze<Optimizer<H>>({
    name,
    get t() {
      return t;
    },
    hyper: groups[0]!.hyper,
    groups: groups.slice(1),
    backend: engine.backend,
    backendReason: engine.backendReason,
    step(evaluate) {
      alive();
      resolve();
      if (!read()) return false;
      engine.step(t + 1, read, evaluate);
      t++;
      return true;
    },
    state() {
      alive();
      return save(name, t, slots, names);
    },
    load(state) {
      alive();
      t = restore(name, state, slots, names);
    },
    weights: () => Object.fromEntries(slots.map(({ name, parameter }) => [name, parameter.value])),
    dispose,
    // Where the runtime knows it, `using optimizer = adam(…)` disposes of it at the end of the block.
    ...{ [Symbol.dispose ?? "dispose"]: dispose },
  });
}
