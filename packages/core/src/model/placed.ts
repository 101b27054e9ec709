import type { Random } from "@downhill/plugin/random";
import { elements, type Shape } from "../data/tensor.ts";
import type { EngineLayer, Penalty } from "../layers/engine.ts";
import type { BufferSpec, LayerBuffer, LayerParameter, ParameterSpec } from "../layers/layer.ts";
import { joinNames, type NamedLayer } from "../layers/names.ts";
import type { Block, Runs } from "./memory.ts";

/** A layer in its place in a model. */
export interface Placed {
  readonly name: string;
  readonly layer: EngineLayer;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Those that lie in the model's own memory, by the layer's names for them. */
  readonly parameters: Readonly<Record<string, LayerParameter>>;
  readonly buffers: Readonly<Record<string, LayerBuffer>>;
}

/** A layer whose place is known, but not yet where its parameters lie. */
export interface Outlined extends Omit<Placed, "parameters" | "buffers"> {
  readonly specs: readonly [string, ParameterSpec][];
  readonly bufferSpecs: readonly [string, BufferSpec][];
}

/** Works out the layers' shapes. @throws RangeError where a layer cannot take what the one before it gives */
export function outline(layers: readonly NamedLayer[], input: Shape): Outlined[] {
  let shape = input;
  return layers.map(({ name, layer }) => {
    const inputShape = shape;
    shape = frozen(layer.outputShape(inputShape));
    const specs = Object.entries(layer.parameters?.(inputShape) ?? {});
    const bufferSpecs = Object.entries(layer.buffers?.(inputShape) ?? {});
    return { name, layer, inputShape, outputShape: shape, specs, bufferSpecs };
  });
}

/** The name and shape of the largest, for a message. */
export function largestParameter(outlined: readonly Outlined[]): string {
  const all = outlined.flatMap(({ name, specs }) =>
    specs.map(([key, { shape }]) => ({ name: `${name}.${key}`, shape })),
  );
  const [first] = all.sort((a, b) => elements(b.shape) - elements(a.shape));
  return first ? `${first.name} of shape [${first.shape.join(", ")}]` : "none";
}

/** All values as one run, all gradients, in the same order, as another, and all buffers as a third. */
export function ownRuns(places: readonly Outlined[]): Runs {
  const length = ([, { shape }]: readonly [string, BufferSpec]) => elements(shape);
  const lengths = places.flatMap(({ specs }) => specs.map(length));
  return [lengths, lengths, places.flatMap(({ bufferSpecs }) => bufferSpecs.map(length))];
}

/** Puts the layers in their places in a block of `ownRuns`, and initialises them layer by layer. */
export function place(outlined: readonly Outlined[], { runs }: Block, random: Random): Placed[] {
  const [values, grads, states] = runs.map((run) => run.values());
  const next = (views: Iterator<Float32Array> | undefined): Float32Array => views!.next().value;
  const isOutput = outputs(outlined.map(({ specs, ...each }) => ({ ...each, keys: specs.map(([key]) => key) })));
  return outlined.map(({ specs, bufferSpecs, ...rest }) => {
    const parameters = specs.map(([name, { shape, initialize, role }]) => {
      const output = isOutput(joinNames(rest.name, name));
      const said = { ...(role && { role }), ...(output && { output }) };
      const parameter = Object.freeze({ value: next(values), grad: next(grads), shape: frozen(shape), ...said });
      initialize(parameter.value, shape, random);
      return [name, parameter] as const;
    });
    const buffers = bufferSpecs.map(([name, { shape, initialize }]) => {
      const buffer = Object.freeze({ value: next(states), shape: frozen(shape) });
      initialize(buffer.value, shape, random);
      return [name, buffer] as const;
    });
    return { ...rest, parameters: Object.fromEntries(parameters), buffers: Object.fromEntries(buffers) };
  });
}

/**
 * Whether a parameter, by its name in the model, is the last layer's that has any.
 * @param places the layers, with their own names for their parameters
 */
function outputs(places: readonly (NamedLayer & { readonly keys: readonly string[] })[]): (name: string) => boolean {
  const names = places.flatMap(({ name, layer, keys }) => [
    ...keys.map((key) => joinNames(name, key)),
    ...Object.entries(layer.models ?? {}).flatMap(([path, { parameters }]) =>
      Object.keys(parameters).map((key) => joinNames(joinNames(name, path), key)),
    ),
  ]);
  const prefix = names.at(-1)?.replace(/[^.]*$/, "");
  return (name) => name.replace(/[^.]*$/, "") === prefix;
}

/** All parameters, or all buffers, of the layers and of the models among them, by name: `dense0.weight` and so on. */
export function named<Kind extends "parameters" | "buffers">(
  places: readonly Placed[],
  kind: Kind,
): Readonly<Record<string, Placed[Kind][string]>> {
  const all: Record<string, Placed[Kind][string]> = {};
  const isOutput =
    kind === "parameters"
      ? outputs(places.map((each) => ({ ...each, keys: Object.keys(each.parameters) })))
      : () => false;
  for (const { name, layer, [kind]: entries } of places) {
    for (const [key, each] of Object.entries(entries)) all[joinNames(name, key)] = each as Placed[Kind][string];
    for (const [path, model] of Object.entries(layer.models ?? {})) {
      for (const [key, { output: _, ...each }] of Object.entries<LayerBuffer & { output?: boolean }>(
        model[kind] as never,
      )) {
        const full = joinNames(joinNames(name, path), key);
        all[full] = Object.freeze({ ...each, ...(isOutput(full) && { output: true }) }) as Placed[Kind][string];
      }
    }
  }
  return Object.freeze(all);
}

/** The parameters that add to the loss, those of models among the layers included. */
export function penaltiesOf(outlined: readonly Outlined[], places: readonly Placed[]): Penalty[] {
  return places.flatMap(({ parameters, layer }, l) => [
    ...outlined[l]!.specs.flatMap(([name, { regularization: { l1 = 0, l2 = 0 } = {} }]) =>
      l1 === 0 && l2 === 0 ? [] : [{ parameter: parameters[name]!, l1, l2 }],
    ),
    ...Object.values(layer.models ?? {}).flatMap(({ penalties }) => penalties),
  ]);
}

const frozen = (shape: Shape): Shape => Object.freeze([...shape]);
