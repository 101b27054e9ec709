import { CompiledEngine } from "./compiled-engine.ts";
import type { FloatArray, HyperSpec, Optimizer, Options, Parameters, Plugin, State } from "./contract.ts";
import {
  checkDefinition,
  describePlugin,
  type Metadata,
  type Numbers,
  type Step,
  stateNames,
  type Tensor,
} from "./define.ts";
import type { Engine, Groups } from "./engine.ts";
import { makeGroups, type ParameterGroup } from "./groups.ts";
import { resolve } from "./hyperparameters.ts";
import { checkArrays, checkFinite, makeSlots, type Slot } from "./parameters.ts";
import { PlainEngine } from "./plain-engine.ts";
import type { Program } from "./rule/program.ts";
import { restore, save } from "./state.ts";

export interface OptimizerDefinition<H extends HyperSpec, S extends string> extends Metadata<H, S> {
  /** Moves every tensor's weights, in place. What it throws leaves everything as it was before the step. */
  step(tensors: readonly Tensor<H, S>[], step: Step): void;
}

/** A definition whose step is a compiled rule. */
export interface CompiledDefinition<H extends HyperSpec, S extends string> extends Metadata<H, S> {
  readonly program: Program;
}

/**
 * Defines an optimizer that sees all tensors at once: for global norms, and for methods that evaluate
 * the gradient more than once a step.
 */
export function optimizer<const H extends HyperSpec, S extends string = never>(
  definition: OptimizerDefinition<H, S>,
): Plugin<H> {
  return plugin(definition);
}

export function plugin<H extends HyperSpec, S extends string>(
  definition: OptimizerDefinition<H, S> | CompiledDefinition<H, S>,
): Plugin<H> {
  checkDefinition(definition as unknown as Metadata<HyperSpec, string>);
  const make = (parameters: Parameters, hyper = {}, options: Options<H> = {}) =>
    new Running(definition, parameters, hyper, options);
  return describePlugin(make, definition as unknown as Metadata<H, string>);
}

class Running<H extends HyperSpec, S extends string> implements Optimizer<H> {
  readonly name: string;
  readonly groups: Optimizer<H>["groups"];
  readonly #definition: Metadata<H, S>;
  readonly #slots: readonly Slot[];
  readonly #groups: readonly ParameterGroup<H>[];
  readonly #engine: Engine;
  readonly #nonFinite: NonNullable<Options["nonFinite"]>;
  #t = 0;
  #disposed = false;

  constructor(
    definition: OptimizerDefinition<H, S> | CompiledDefinition<H, S>,
    parameters: Parameters,
    hyper: object,
    options: Options<H>,
  ) {
    const { name, state } = definition;
    this.name = name;
    this.#definition = definition;
    this.#nonFinite = oneOf(name, "nonFinite", options.nonFinite ?? "throw", ["throw", "skip", "apply"]);
    const backend = oneOf(name, "backend", options.backend ?? "auto", ["auto", "simd", "portable"]);
    this.#slots = makeSlots(name, parameters);
    this.#groups = makeGroups(name, definition.hyper, this.#slots, hyper, options.groups ?? []);
    this.groups = this.#groups.slice(1);
    this.#resolve();
    const groups = this.#groups as unknown as Groups;
    this.#engine =
      "program" in definition
        ? new CompiledEngine(name, definition.program, stateNames(state), groups, backend)
        : new PlainEngine(definition as never, groups);
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
    const { name, hyper, check } = this.#definition;
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
