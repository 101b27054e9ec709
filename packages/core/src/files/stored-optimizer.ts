import type { FloatArray, State } from "@downhill/plugin";
import type { MatchOptions } from "../model/matched.ts";
import type { Model } from "../model/model.ts";
import { dtypeOf, type FileMetadata, type StoredArray, type StoredBytes } from "./format.ts";
import { numbersOf } from "./numbers.ts";
import { checkShape, PREFIX } from "./stored-model.ts";

/** An optimizer, as far as storing it goes. */
export interface Stateful {
  state(): State;
  load(state: State, options?: MatchOptions & { readonly hyper?: "restore" | "keep" | undefined }): void;
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
  readonly match: MatchOptions;
  /** The names of the model's arrays in the file. */
  readonly weights: readonly string[];
}

/**
 * The state that a file holds.
 * @throws RangeError if there is none, or it is not one of this optimizer's.
 */
export function stateOf(
  metadata: FileMetadata,
  given: Readonly<Record<string, StoredBytes>>,
  { optimizer, model, hyper, match, weights }: StateOptions,
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
  const { rename = (each: string) => each } = match;
  const known = arraysOf(present, model);
  const parameters: Record<string, Record<string, FloatArray | number>> = {};
  for (const [file, stored] of Object.entries(given)) {
    const [, key, parameter] = /^optimizer\.([^.]+)\.(.*)$/s.exec(file) ?? [];
    if (key === undefined || parameter === undefined)
      throw new RangeError(`load: the file holds ${file}, which is no state`);
    const numbers = numbersOf(stored) ?? new Float32Array();
    const here = known[`${PREFIX}${key}.${rename(parameter)}`];
    if (here) checkArray(`this ${name}`, file, stored, here);
    parameters[parameter] ??= {};
    const isNumber = typeof present.parameters[rename(parameter)]?.[key] === "number";
    parameters[parameter]![key] = isNumber ? numbers[0]! : numbers;
  }
  // A parameter that nothing is remembered of has no arrays in the file but its own.
  for (const each of weights) if (present.parameters[rename(each)]) parameters[each] ??= {};
  return { evaluations: 0, shared: {}, ...restOf(name, metadata, hyper), optimizer: name, t, parameters } as State;
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
function checkArray(owner: string, name: string, given: StoredBytes, { shape, data }: StoredArray): void {
  if (given.dtype !== dtypeOf(data))
    throw new RangeError(`load: ${name} is ${given.dtype} in the file, and ${dtypeOf(data)} in ${owner}`);
  checkShape(owner, name, given.shape, shape);
}
