import type { FloatArray, HyperSpec } from "./contract.ts";
import { type Metadata, type Numbers, type Step, stateNames, type Tensor } from "./define.ts";
import type { Engine, Groups } from "./engine.ts";
import { ops } from "./ops.ts";
import { allFinite, type Slot } from "./parameters.ts";
import type { Arrays } from "./state.ts";

/** Runs a method written in TypeScript, and takes back what it did where it throws. */
export class PlainEngine implements Engine {
  readonly states: Arrays;
  readonly backend = "portable";
  readonly backendReason: string =
    "this optimizer is a method over whole tensors; its elementwise parts run through ops.map";
  readonly #step: (tensors: readonly Tensor[], step: Step) => void;
  readonly #slots: readonly Slot[];
  readonly #tensors: readonly Tensor[];

  constructor(
    definition: Metadata<HyperSpec, string> & { step(tensors: readonly Tensor[], step: Step): void },
    groups: Groups,
  ) {
    this.#step = (tensors, step) => definition.step(tensors, step);
    this.#slots = groups.flatMap(({ slots }) => slots);
    this.states = Object.fromEntries(this.#slots.map((slot) => [slot.name, makeState(definition, slot)]));
    this.#tensors = groups.flatMap(({ slots, numbers }) =>
      slots.map(({ name, shape, parameter: { value, grad } }) => ({
        name,
        shape,
        hyper: numbers as Numbers<HyperSpec>,
        arrays: { w: value, g: grad, ...this.states[name] },
      })),
    );
  }

  read(): void {
    for (const [i, { parameter }] of this.#slots.entries()) {
      const { arrays } = this.#tensors[i]!;
      arrays.w = parameter.value;
      arrays.g = parameter.grad;
    }
  }

  finite(): boolean {
    return this.#slots.every(({ parameter }) => allFinite(parameter.grad));
  }

  step(t: number, evaluate: () => number): void {
    const copies = this.#tensors.flatMap(({ arrays: { g: _, ...moving } }) =>
      Object.values<FloatArray>(moving).map((array) => [array, array.slice()] as const),
    );
    try {
      this.#step(this.#tensors, { t, ops, evaluate });
    } catch (error) {
      for (const [array, copy] of copies) array.set(copy);
      throw error;
    }
  }

  dispose(): void {}
}

function makeState(definition: Metadata<HyperSpec, string>, { name, shape, length, type }: Slot) {
  const { state } = definition;
  return Object.fromEntries(
    stateNames(state).map((key) => {
      const shapeOf = Array.isArray(state)
        ? undefined
        : (state as Record<string, (shape: readonly number[]) => readonly number[]>)[key];
      const size = shapeOf ? shapeOf(shape).reduce((product, n) => product * n, 1) : length;
      if (!Number.isSafeInteger(size) || size < 0)
        throw new RangeError(
          `${definition.name}: parameter "${name}" of shape [${shape}] gives state "${key}" no shape`,
        );
      return [key, new type(size)];
    }),
  );
}
