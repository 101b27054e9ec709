import type { FloatArray, HyperSpec, Optimizer, Options, Parameters, Plugin, State } from "./contract.ts";
import { checkDefinition, describePlugin, type Metadata, type Numbers } from "./define.ts";
import type { Backend, Engine, Groups } from "./engine.ts";
import { makeGroups, type ParameterGroup } from "./groups.ts";
import { resolve } from "./hyperparameters.ts";
import { checkArrays, checkFinite, makeSlots, type Slot } from "./parameters.ts";
import { restore, save } from "./state.ts";

type MakeEngine = (groups: Groups, backend: Backend) => Engine;

/** The plugin that a definition makes: its metadata, and the engine that each of its optimizers is to run on. */
export function plugin<H extends HyperSpec, S extends string>(
  metadata: Metadata<H, S>,
  makeEngine: MakeEngine,
): Plugin<H> {
  checkDefinition(metadata as unknown as Metadata<HyperSpec, string>);
  const make = (parameters: Parameters, hyper = {}, options: Options<H> = {}) =>
    new Running(metadata, makeEngine, parameters, hyper, options);
  return describePlugin(make, metadata as unknown as Metadata<H, string>);
}

/** What all optimizers have in common; how they move the weights is their engine's. */
class Running<H extends HyperSpec, S extends string> implements Optimizer<H> {
  readonly name: string;
  readonly groups: Optimizer<H>["groups"];
  readonly #metadata: Metadata<H, S>;
  readonly #slots: readonly Slot[];
  readonly #groups: readonly ParameterGroup<H>[];
  readonly #engine: Engine;
  readonly #nonFinite: NonNullable<Options["nonFinite"]>;
  #t = 0;
  #disposed = false;

  constructor(
    metadata: Metadata<H, S>,
    makeEngine: MakeEngine,
    parameters: Parameters,
    hyper: object,
    options: Options<H>,
  ) {
    const { name } = metadata;
    this.name = name;
    this.#metadata = metadata;
    this.#nonFinite = oneOf(name, "nonFinite", options.nonFinite ?? "throw", ["throw", "skip", "apply"]);
    const backend = oneOf(name, "backend", options.backend ?? "auto", ["auto", "simd", "portable"]);
    this.#slots = makeSlots(name, parameters);
    this.#groups = makeGroups(name, metadata.hyper, this.#slots, hyper, options.groups ?? []);
    this.groups = this.#groups.slice(1);
    this.#resolve();
    this.#engine = makeEngine(this.#groups as unknown as Groups, backend);
  }

  get t() {
    return this.#t;
  }

  get hyper() {
    return this.#groups[0]!.hyper;
  }

  get backend() {
    return this.#engine.backend;
  }

  get backendReason() {
    return this.#engine.backendReason;
  }

  step(evaluate?: () => number): boolean {
    this.#alive();
    this.#resolve();
    if (!this.#read()) return false;
    this.#engine.step(this.#t + 1, () => this.#evaluate(evaluate));
    this.#t++;
    return true;
  }

  state(): State {
    this.#alive();
    return save(this.name, this.#t, this.#engine.states);
  }

  load(state: State): void {
    this.#alive();
    this.#t = restore(this.name, state, this.#engine.states);
  }

  weights(): Record<string, FloatArray> {
    return Object.fromEntries(this.#slots.map(({ name, parameter }) => [name, parameter.value]));
  }

  dispose(): void {
    this.#disposed = true;
    this.#engine.dispose();
  }

  #alive() {
    if (this.#disposed) throw new Error(`${this.name}: this optimizer has been disposed of`);
  }

  /** Evaluates the schedules and checks what they give. */
  #resolve() {
    const { name, hyper, check } = this.#metadata;
    for (const { values, numbers } of this.#groups) {
      resolve(name, hyper, values, this.#t, numbers);
      const problem = check?.(numbers as Numbers<H>);
      if (problem) throw new RangeError(`${name}: ${problem}`);
    }
  }

  /** Takes the parameters' present arrays; false where the step is to be skipped. */
  #read(): boolean {
    for (const slot of this.#slots) checkArrays(this.name, slot);
    this.#engine.read();
    if (this.#nonFinite === "apply" || this.#engine.finite()) return true;
    if (this.#nonFinite === "throw") for (const slot of this.#slots) checkFinite(this.name, slot);
    return false;
  }

  #evaluate(evaluate: (() => number) | undefined): number {
    if (!evaluate) throw new TypeError(`${this.name}: step(evaluate) needs a function that recomputes the gradients`);
    const loss = evaluate();
    if (!this.#read()) throw new RangeError(`${this.name}: a gradient that evaluate() computed is not finite`);
    return loss;
  }
}

// Where the runtime knows it, `using optimizer = adam(…)` disposes of it at the end of the block.
if (Symbol.dispose)
  Object.defineProperty(Running.prototype, Symbol.dispose, {
    value(this: Optimizer) {
      this.dispose();
    },
  });

function oneOf<T extends string>(owner: string, name: string, value: T, choices: readonly T[]): T {
  if (choices.includes(value)) return value;
  throw new RangeError(
    `${owner}: ${name} must be ${choices.map((choice) => `"${choice}"`).join(", ")}, got "${value}"`,
  );
}
