import type { Layer, LayerParameter } from "./layers/layer.ts";
import type { Arena } from "./memory.ts";
import type { Placed } from "./plan.ts";
import type { Random } from "./random.ts";
import { elements } from "./tensor.ts";

/**
 * Puts the layers in their places: works out their widths, allocates all values as one run and all gradients, in the
 * same order, as another, and initialises the values in that order.
 */
export function place(arena: Arena, layers: readonly Layer[], input: number, random: Random): Placed[] {
  let width = input;
  const places = layers.map((layer) => {
    const inputs = width;
    width = layer.outputs(inputs);
    return { layer, inputs, outputs: width, specs: Object.entries(layer.parameters(inputs)) };
  });

  const lengths = places.flatMap(({ specs }) => specs.map(([, { shape }]) => elements(shape)));
  const [values, grads] = arena.allocate(lengths, lengths) as [Float32Array[], Float32Array[]];
  let next = 0;
  return places.map(({ specs, ...rest }) => {
    const parameters: Record<string, LayerParameter> = {};
    for (const [name, { shape, initialise }] of specs) {
      const value = values[next]!;
      initialise(value, shape, random);
      parameters[name] = Object.freeze({ value, grad: grads[next]!, shape: Object.freeze([...shape]) });
      next++;
    }
    return { ...rest, parameters };
  });
}

/** All parameters by name, `layer1.weights` and so on: the layers that have any are numbered from 1. */
export function named(places: readonly Placed[]): Readonly<Record<string, LayerParameter>> {
  const all: Record<string, LayerParameter> = {};
  let number = 0;
  for (const { parameters } of places) {
    const entries = Object.entries(parameters);
    if (entries.length > 0) number++;
    for (const [name, parameter] of entries) all[`layer${number}.${name}`] = parameter;
  }
  return Object.freeze(all);
}

/**
 * Copies `weights` into the parameters' values.
 * @throws RangeError or TypeError for a name that is unknown or missing, a wrong length, or something that is not a
 *   number; then nothing has changed.
 */
export function load(
  parameters: Readonly<Record<string, LayerParameter>>,
  weights: Readonly<Record<string, ArrayLike<number>>>,
): void {
  for (const name of Object.keys(weights)) {
    if (!Object.hasOwn(parameters, name)) {
      throw new RangeError(`model: cannot load ${name}: this model has ${Object.keys(parameters).join(", ")}`);
    }
  }
  for (const [name, { value, shape }] of Object.entries(parameters)) {
    if (!Object.hasOwn(weights, name)) throw new RangeError(`model: cannot load without ${name}`);
    const given = weights[name]!;
    if (given?.length !== value.length) {
      throw new RangeError(
        `model: cannot load ${name}: shape [${shape.join(", ")}] needs ${value.length} numbers, got ${given?.length}`,
      );
    }
    for (let i = 0; i < given.length; i++) {
      if (typeof given[i] !== "number") {
        throw new TypeError(`model: cannot load ${name}: element ${i} is ${given[i]}, not a number`);
      }
    }
  }
  for (const [name, { value }] of Object.entries(parameters)) value.set(weights[name]!);
}
