import type { FloatArray, State } from "@downhill/plugin";
import type { Model } from "./model.ts";
import { dtypeOf, type FileMetadata, type StoredArray, type StoredBytes } from "./safetensors-format.ts";
import { checkNames, checkShape, PREFIX } from "./safetensors-model.ts";
import { numbersOf } from "./safetensors-numbers.ts";

/** An optimizer, as far as storing it goes. */
export interface Stateful {
  state(): State;
  load(state: State, options?: { readonly hyper?: "restore" | "keep" | undefined }): void;
}

const NAME = "optimizer";
const STEPS = "optimizer.t";
/** All of a state that is neither of these, nor arrays: hyperparameters, those of groups. JSON. */
const REST = "optimizer.state";

/** The names that a state takes in a file's metadata. */
export const OPTIMIZER = [NAME, STEPS, REST];

/** What of a state is not arrays. */
export function metadataOf({ optimizer, t, parameters: _, ...rest }: State): FileMetadata {
  return { [NAME]: optimizer, [STEPS]: String(t), [REST]: JSON.stringify(rest) };
}

/** The arrays of a state by the names that they have in a file. */
export function arraysOf({ parameters }: State, model: Model): Record<string, StoredArray> {
  const arrays: Record<string, StoredArray> = {};
  const own = model.parameters();
  for (const [name, states] of Object.entries(parameters)) {
    const parameter = Object.hasOwn(own, name) ? own[name] : undefined;
    for (const [key, state] of Object.entries(states)) {
      if (typeof state === "number") {
        arrays[`${PREFIX}${key}.${name}`] = { shape: [], data: Float64Array.of(state) };
        continue;
      }
      const data = state;
      const shape = parameter?.value.length === data.length ? parameter.shape : [data.length];
      arrays[`${PREFIX}${key}.${name}`] = { shape, data };
    }
  }
  return arrays;
}

export interface StateOptions {
  readonly optimizer: Stateful;
  readonly model: Model;
  readonly hyper: "restore" | "keep";
}

/**
 * The state that a file holds.
 * @throws RangeError if there is none, or it is not one of this optimizer's.
 */
export function stateOf(
  metadata: FileMetadata,
  given: Readonly<Record<string, StoredBytes>>,
  { optimizer, model, hyper }: StateOptions,
): State {
  const present = optimizer.state();
  const { [NAME]: name, [STEPS]: steps } = metadata;
  if (name === undefined) {
    throw new RangeError(`load: the file holds no optimizer's state, ${present.optimizer} needs one`);
  }
  if (name !== present.optimizer) {
    throw new RangeError(`load: the file holds the state of ${name}, the optimizer is ${present.optimizer}`);
  }
  const t = Number(steps);
  if (!steps || !Number.isSafeInteger(t) || t < 0) {
    throw new RangeError(`load: ${STEPS} must be a number of steps, got ${steps}`);
  }
  const arrays = readArrays(`this ${name}`, given, arraysOf(present, model));
  const parameters = Object.entries(present.parameters).map(([parameter, states]) => {
    const own = Object.entries(states).map(([key, state]) => {
      const array = arrays[`${PREFIX}${key}.${parameter}`]!;
      return [key, typeof state === "number" ? array[0] : array];
    });
    return [parameter, Object.fromEntries(own)];
  });
  return {
    evaluations: 0,
    shared: {},
    ...restOf(name, metadata, hyper),
    optimizer: name,
    t,
    parameters: Object.fromEntries(parameters),
  } as State;
}

function restOf(name: string, { [REST]: text }: FileMetadata, hyper: "restore" | "keep"): object {
  if (text === undefined) {
    if (hyper === "keep") return {};
    throw new RangeError(
      `load: the file does not hold ${name}'s hyperparameters: { hyper: "keep" } keeps the present ones`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RangeError(`load: ${REST} is not JSON`, { cause });
  }
}

/** Unlike weights they are as they were written, so that a training goes on to the bit. */
function readArrays(
  owner: string,
  given: Readonly<Record<string, StoredBytes>>,
  wanted: Readonly<Record<string, StoredArray>>,
): Record<string, FloatArray> {
  checkNames(owner, given, wanted);
  const read = Object.entries(wanted).map(([name, { shape, data }]) => {
    const array = given[name]!;
    if (array.dtype !== dtypeOf(data)) {
      throw new RangeError(`load: ${name} is ${array.dtype} in the file, and ${dtypeOf(data)} in ${owner}`);
    }
    checkShape(owner, name, array.shape, shape);
    const numbers = numbersOf(array)!;
    for (let i = 0; i < numbers.length; i++) {
      if (Number.isNaN(numbers[i])) throw new RangeError(`load: ${name}[${i}] is NaN in the file`);
    }
    return [name, numbers] as const;
  });
  return Object.fromEntries(read);
}
