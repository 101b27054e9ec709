import type { Random } from "@downhill/optimizer/random";
import type { BufferSpec, Layer, LayerBuffer, LayerParameter } from "./layers/layer.ts";
import type { Arena } from "./memory.ts";
import type { Placed } from "./plan.ts";
import { elements, type Shape } from "./tensor.ts";

/**
 * Puts the layers in their places: works out their shapes, allocates all values as one run, all gradients, in the same
 * order, as another and all buffers as a third, and initialises them layer by layer.
 */
export function place(arena: Arena, layers: readonly Layer[], input: Shape, random: Random): Placed[] {
  let shape = input;
  const places = layers.map((layer) => {
    const inputShape = shape;
    shape = frozen(layer.outputShape(inputShape));
    const specs = Object.entries(layer.parameters(inputShape));
    const bufferSpecs = Object.entries(layer.buffers?.(inputShape) ?? {});
    return { layer, inputShape, outputShape: shape, specs, bufferSpecs };
  });

  const lengths = places.flatMap(({ specs }) => specs.map(length));
  const bufferLengths = places.flatMap(({ bufferSpecs }) => bufferSpecs.map(length));
  const [values, grads, states] = arena.allocate(lengths, lengths, bufferLengths).map((run) => run.values());
  return places.map(({ specs, bufferSpecs, ...rest }) => {
    const parameters: Record<string, LayerParameter> = {};
    const penalties: Placed["penalties"][number][] = [];
    for (const [name, { shape, initialize, regularization }] of specs) {
      const parameter = Object.freeze({ value: next(values), grad: next(grads), shape: frozen(shape) });
      initialize(parameter.value, shape, random);
      parameters[name] = parameter;
      const { l1 = 0, l2 = 0 } = regularization ?? {};
      if (l1 !== 0 || l2 !== 0) penalties.push({ parameter, l1, l2 });
    }
    const buffers: Record<string, LayerBuffer> = {};
    for (const [name, { shape, initialize }] of bufferSpecs) {
      const buffer = Object.freeze({ value: next(states), shape: frozen(shape) });
      initialize(buffer.value, shape, random);
      buffers[name] = buffer;
    }
    return { ...rest, parameters, penalties, buffers };
  });
}

const next = (views: Iterator<Float32Array> | undefined): Float32Array => views!.next().value;
const length = ([, { shape }]: [string, BufferSpec]) => elements(shape);
const frozen = (shape: Shape): Shape => Object.freeze([...shape]);

/** All parameters, or all buffers, by name: the layer's kind and index among all layers, `dense0.weight` and so on. */
export function named<Kind extends "parameters" | "buffers">(
  places: readonly Placed[],
  kind: Kind,
): Readonly<Record<string, Placed[Kind][string]>> {
  const all: Record<string, Placed[Kind][string]> = {};
  for (const [index, { [kind]: entries, layer }] of places.entries()) {
    for (const [name, each] of Object.entries(entries))
      all[`${layer.name}${index}.${name}`] = each as Placed[Kind][string];
  }
  return Object.freeze(all);
}

/**
 * Copies `weights` into the values of `entries`: parameters and buffers.
 * @throws RangeError or TypeError for a name that is unknown or missing, a wrong length, or something that is not a
 *   number; then nothing has changed.
 */
export function load(
  entries: Readonly<Record<string, LayerBuffer>>,
  weights: Readonly<Record<string, ArrayLike<number>>>,
): void {
  for (const name of Object.keys(weights)) {
    if (!Object.hasOwn(entries, name)) {
      throw new RangeError(`model: cannot load ${name}: this model has ${Object.keys(entries).join(", ")}`);
    }
  }
  for (const [name, { value, shape }] of Object.entries(entries)) {
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
  // Copies first: the weights given may be views of this very model's.
  const copies = Object.entries(entries).map(
    ([name, { value }]) => [value, Float32Array.from(weights[name]!)] as const,
  );
  for (const [value, copy] of copies) value.set(copy);
}
