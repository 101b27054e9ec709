import type { HyperSpec, Optimizer, Options, Parameters, Plugin } from "./contract.ts";
import { checkDefinition, describePlugin, type Metadata, type Numbers, stateNames } from "./define.ts";
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
  checkDefinition(metadata as unknown as Metadata<HyperSpec, string>);
  const make = (parameters: Parameters, hyper = {}, options: Options<H> = {}) =>
    start(metadata, makeEngine, parameters, hyper, options);
  return describePlugin(make, metadata as unknown as Metadata<H, string>);
}

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
  for (const option in unknown) fail(`${name}: unknown option "${option}"`);
  oneOf(`${name}: nonFinite`, nonFinite, "throw", "skip", "apply");
  oneOf(`${name}: backend`, backend, "auto", "simd", "portable");
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
    if (disposed) fail(`${name}: this optimizer has been disposed of`);
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
  const optimizer: Optimizer<H> = {
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
      engine.step(t + 1, () => {
        const loss = evaluate ? evaluate() : fail(`${name}: step(evaluate) needs a function`);
        if (!read()) fail(`${name}: evaluate() gave a gradient that is not finite`);
        return loss;
      });
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
    dispose() {
      disposed = true;
      engine.dispose();
    },
  };
  // Where the runtime knows it, `using optimizer = adam(…)` disposes of it at the end of the block.
  if (Symbol.dispose) Object.assign(optimizer, { [Symbol.dispose]: optimizer.dispose });
  return Object.freeze(optimizer);
}

function oneOf(what: string, value: string, ...choices: readonly string[]) {
  if (!choices.includes(value)) mustBe(what, choices.map(show).join(", "), value);
}
