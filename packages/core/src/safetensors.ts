import type { FloatArray, Optimizer, State } from "@downhill/optimizer";
import type { LayerBuffer } from "./layers/layer.ts";
import type { Model } from "./model.ts";
import {
  copyOf,
  dtypeOf,
  type Metadata,
  readSafetensors,
  type StoredArray,
  type StoredBytes,
  writeSafetensors,
} from "./safetensors-format.ts";

type Stateful = Pick<Optimizer, "state" | "load">;

export interface SaveOptions {
  /** Whose state to store with the model. Default: none. */
  readonly optimizer?: Stateful;
  /** What else to store, by name. The names "optimizer" and "optimizer.t" are taken. Default: nothing. */
  readonly metadata?: Metadata;
}

const PREFIX = "optimizer.";
const NAME = "optimizer";
const STEPS = "optimizer.t";

/**
 * A model as a `.safetensors` file: its parameters and buffers by name, `layer1.weights` and so on, in their shapes
 * (weights of a dense layer are inputs × units). An optimizer's arrays are with them as `optimizer.m.layer1.weights`;
 * its name and number of steps are metadata. `load` reads it, and so do the Python library and PyTorch.
 * @throws RangeError or TypeError for metadata that are not strings or whose name is taken.
 */
export function save(model: Model, { optimizer, metadata = {} }: SaveOptions = {}): Uint8Array {
  for (const [name, value] of Object.entries(metadata)) {
    if (name === NAME || name === STEPS) throw new RangeError(`save: metadata cannot be named ${name}`);
    if (typeof value !== "string") throw new TypeError(`save: metadata ${name} must be a string, got ${typeof value}`);
  }
  const state = optimizer?.state();
  const arrays: Record<string, StoredArray> = {};
  for (const [name, { value, shape }] of Object.entries(stored(model))) arrays[name] = { shape, data: value };
  Object.assign(arrays, state && arraysOf(state, model));
  return writeSafetensors(arrays, {
    ...metadata,
    ...(state && { [NAME]: state.optimizer, [STEPS]: String(state.t) }),
  });
}

/**
 * Restores what `save` stored, and returns the metadata. Without `optimizer`, an optimizer's state in the file is left
 * alone.
 * @throws RangeError naming what does not fit: a file that is cut short or damaged; an array that is missing, unknown,
 *   or of another type or shape than the model's or the optimizer's; another optimizer's state, or none. Then nothing
 *   has changed.
 */
export function load(model: Model, bytes: Uint8Array, { optimizer }: { readonly optimizer?: Stateful } = {}): Metadata {
  const { metadata, arrays } = readSafetensors(bytes);
  const [states, weights] = partition(arrays, (name) => name.startsWith(PREFIX));
  const values = Object.entries(stored(model)).map(
    ([name, { value, shape }]) => [name, { shape, data: value }] as const,
  );
  const read = copies("this model", weights, Object.fromEntries(values));
  if (optimizer) optimizer.load(readState(metadata, states, optimizer.state(), model), { hyper: "keep" });
  model.load(read as Record<string, Float32Array>);
  return metadata;
}

function stored(model: Model): Record<string, LayerBuffer> {
  return { ...model.parameters(), ...model.buffers() };
}

/** The arrays of a state by the names that they have in a file. */
function arraysOf({ parameters }: State, model: Model): Record<string, StoredArray> {
  const arrays: Record<string, StoredArray> = {};
  for (const [name, states] of Object.entries(parameters)) {
    const parameter = model.parameters()[name];
    for (const [key, data] of Object.entries(states)) {
      const shape = parameter?.value.length === data.length ? parameter.shape : [data.length];
      arrays[`${PREFIX}${key}.${name}`] = { shape, data };
    }
  }
  return arrays;
}

function readState(
  metadata: Metadata,
  given: Readonly<Record<string, StoredBytes>>,
  present: State,
  model: Model,
): State {
  const { [NAME]: name, [STEPS]: steps } = metadata;
  if (name === undefined)
    throw new RangeError(`load: the file holds no optimizer's state, ${present.optimizer} needs one`);
  if (name !== present.optimizer) {
    throw new RangeError(`load: the file holds the state of ${name}, the optimizer is ${present.optimizer}`);
  }
  const t = Number(steps);
  if (!steps || !Number.isSafeInteger(t) || t < 0) {
    throw new RangeError(`load: ${STEPS} must be a number of steps, got ${steps}`);
  }
  const read = copies(`this ${name}`, given, arraysOf(present, model));
  const parameters = Object.entries(present.parameters).map(([parameter, states]) => {
    const arrays = Object.keys(states).map((key) => [key, read[`${PREFIX}${key}.${parameter}`]!]);
    return [parameter, Object.fromEntries(arrays)];
  });
  return { ...present, t, parameters: Object.fromEntries(parameters) };
}

/** Copies of the arrays of a file, which must be exactly those of `wanted`. */
function copies(
  owner: string,
  given: Readonly<Record<string, StoredBytes>>,
  wanted: Readonly<Record<string, StoredArray>>,
): Record<string, FloatArray> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(wanted, name)) {
      throw new RangeError(`load: the file holds ${name}, ${owner} has ${Object.keys(wanted).join(", ")}`);
    }
  }
  const read = Object.entries(wanted).map(([name, { shape, data }]) => {
    if (!Object.hasOwn(given, name)) throw new RangeError(`load: the file does not hold ${name}, which ${owner} needs`);
    const array = given[name]!;
    if (array.dtype !== dtypeOf(data)) {
      throw new RangeError(`load: ${name} is ${array.dtype} in the file, and ${dtypeOf(data)} in ${owner}`);
    }
    if (array.shape.join() !== shape.join()) {
      throw new RangeError(
        `load: ${name} is [${array.shape.join(", ")}] in the file, and [${shape.join(", ")}] in ${owner}`,
      );
    }
    return [name, copyOf(array, data)] as const;
  });
  return Object.fromEntries(read);
}

function partition<T>(record: Readonly<Record<string, T>>, belongs: (name: string) => boolean) {
  const entries = Object.entries(record);
  return [
    Object.fromEntries(entries.filter(([name]) => belongs(name))),
    Object.fromEntries(entries.filter(([name]) => !belongs(name))),
  ] as const;
}
