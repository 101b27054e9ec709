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
import { makeGroups, type ParameterGroup } from "./groups.ts";
import { resolve } from "./hyperparameters.ts";
import { ops } from "./ops.ts";
import { allFinite, checkArrays, checkFinite, makeSlots, type Slot } from "./parameters.ts";
import { type Arrays, restore, save } from "./state.ts";

export interface OptimizerDefinition<H extends HyperSpec, S extends string> extends Metadata<H, S> {
  /** Moves every tensor's weights, in place. What it throws leaves everything as it was before the step. */
  step(tensors: readonly Tensor<H, S>[], step: Step): void;
}

/**
 * Defines an optimizer that sees all tensors at once: for global norms, and for methods that evaluate
 * the gradient more than once a step.
 */
export function optimizer<const H extends HyperSpec, S extends string = never>(
  definition: OptimizerDefinition<H, S>,
): Plugin<H> {
  checkDefinition(definition as unknown as Metadata<HyperSpec, string>);
  const make = (parameters: Parameters, hyper = {}, options: Options<H> = {}) =>
    new Running(definition, parameters, hyper, options);
  return describePlugin(make, definition);
}

/** Marks a definition whose step cannot fail once it has begun, so that no copy is kept to go back to. */
export const infallible: unique symbol = Symbol("infallible");

class Running<H extends HyperSpec, S extends string> implements Optimizer<H> {
  readonly backend = "portable";
  readonly groups: Optimizer<H>["groups"];
  readonly #definition: OptimizerDefinition<H, S> & { [infallible]?: true };
  readonly #slots: readonly Slot[];
  readonly #groups: readonly ParameterGroup<H>[];
  readonly #tensors: Tensor<H, S>[];
  readonly #states: Arrays;
  readonly #nonFinite: NonNullable<Options["nonFinite"]>;
  #t = 0;

  constructor(definition: OptimizerDefinition<H, S>, parameters: Parameters, hyper: object, options: Options<H>) {
    const { name } = definition;
    this.#definition = definition;
    this.#nonFinite = oneOf(name, "nonFinite", options.nonFinite ?? "throw", ["throw", "skip", "apply"]);
    this.#slots = makeSlots(name, parameters);
    this.#groups = makeGroups(name, definition.hyper, this.#slots, hyper, options.groups ?? []);
    this.groups = this.#groups.slice(1);
    this.#states = Object.fromEntries(this.#slots.map((slot) => [slot.name, makeState(definition, slot)]));
    this.#tensors = this.#groups.flatMap(({ slots, numbers }) =>
      slots.map(({ name, shape, parameter: { value, grad } }) => ({
        name,
        shape,
        hyper: numbers as Numbers<H>,
        arrays: { w: value, g: grad, ...this.#states[name] } as Tensor<H, S>["arrays"],
      })),
    );
    this.#resolve();
  }

  get name() {
    return this.#definition.name;
  }

  get t() {
    return this.#t;
  }

  get hyper() {
    return this.#groups[0]!.hyper;
  }

  step(evaluate?: () => number): boolean {
    this.#resolve();
    if (!this.#read()) return false;
    const step = { t: this.#t + 1, ops, evaluate: () => this.#evaluate(evaluate) };
    if (this.#definition[infallible]) this.#definition.step(this.#tensors, step);
    else this.#attempt(() => this.#definition.step(this.#tensors, step));
    this.#t++;
    return true;
  }

  state(): State {
    return save(this.name, this.#t, this.#states);
  }

  load(state: State): void {
    this.#t = restore(this.name, state, this.#states);
  }

  weights(): Record<string, FloatArray> {
    return Object.fromEntries(this.#slots.map(({ name, parameter }) => [name, parameter.value]));
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
    for (const slot of this.#slots) {
      checkArrays(this.name, slot);
      if (this.#nonFinite === "throw") checkFinite(this.name, slot);
      else if (this.#nonFinite === "skip" && !allFinite(slot.parameter.grad)) return false;
    }
    let i = 0;
    for (const { slots } of this.#groups)
      for (const { parameter } of slots) {
        const { arrays } = this.#tensors[i++]!;
        arrays.w = parameter.value;
        arrays.g = parameter.grad;
      }
    return true;
  }

  #evaluate(evaluate: (() => number) | undefined): number {
    if (!evaluate) throw new TypeError(`${this.name}: step(evaluate) needs a function that recomputes the gradients`);
    const loss = evaluate();
    if (!this.#read()) throw new RangeError(`${this.name}: a gradient that evaluate() computed is not finite`);
    return loss;
  }

  #attempt(step: () => void) {
    const copies = this.#tensors.map(({ arrays }) =>
      Object.entries<FloatArray>(arrays).flatMap(([key, array]) =>
        key === "g" ? [] : [[array, array.slice()] as const],
      ),
    );
    try {
      step();
    } catch (error) {
      for (const [array, copy] of copies.flat()) array.set(copy);
      throw error;
    }
  }
}

function makeState(definition: Metadata<HyperSpec, string>, { name, shape, length, type }: Slot) {
  const { state } = definition as { state?: unknown };
  return Object.fromEntries(
    stateNames(definition.state).map((key) => {
      const shapeOf = Array.isArray(state)
        ? undefined
        : (state as Record<string, (shape: readonly number[]) => number[]>)[key];
      const size = shapeOf ? shapeOf(shape).reduce((product, n) => product * n, 1) : length;
      if (!Number.isSafeInteger(size) || size < 0)
        throw new RangeError(
          `${definition.name}: parameter "${name}" of shape [${shape}] gives state "${key}" no shape`,
        );
      return [key, new type(size)];
    }),
  );
}

function oneOf<T extends string>(owner: string, name: string, value: T, choices: readonly T[]): T {
  if (choices.includes(value)) return value;
  throw new RangeError(
    `${owner}: ${name} must be ${choices.map((choice) => `"${choice}"`).join(", ")}, got "${value}"`,
  );
}
