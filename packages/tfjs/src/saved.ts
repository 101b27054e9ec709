/** An optimizer's state as named tensors, as a saved model has them, and back. */

import type { State } from "@downhill/plugin";
import { type Optimizer, scalar, tensor1d } from "@tensorflow/tfjs-core";
import { withoutCount } from "./facts.ts";

export type NamedTensor = Awaited<ReturnType<Optimizer["getWeights"]>>[number];

/** What is saved: a state, and what of its optimizer cannot be. */
export interface Saved {
  readonly state: State;
  /** Functions that the optimizer had: schedules, random numbers. */
  readonly functions: readonly string[];
}

const stateName = "downhill/state";

/** Numbers by name as JSON can have them all. */
export type Numbers = Readonly<Record<string, number | string>>;

/** A state's text: everything but the arrays, of which it has the lengths. */
interface Text extends Omit<State, "parameters" | "hyper"> {
  readonly hyper: Numbers;
  readonly functions: readonly string[];
  readonly parameters: Readonly<
    Record<string, { readonly numbers: Numbers; readonly arrays: Readonly<Record<string, number>> }>
  >;
}

/** JSON does not have these numbers; a state that is loaded may have them as strings. */
const written = (x: number) => (Object.is(x, -0) ? "-0" : Number.isFinite(x) ? x : String(x));

export const numbersOf = (record: Readonly<Record<string, number>>): Numbers =>
  Object.fromEntries(Object.entries(record).map(([name, x]) => [name, written(x)]));

/** The number of steps, as TensorFlow.js' own optimizers have it first; a text; then the arrays, a tensor each. */
export function toTensors({ state, functions }: Saved): NamedTensor[] {
  const tensors: NamedTensor[] = [];
  const parameters = Object.fromEntries(
    Object.entries(state.parameters).map(([name, entries]) => {
      const numbers: Record<string, number | string> = {};
      const arrays: Record<string, number> = {};
      for (const [key, entry] of Object.entries(entries)) {
        if (typeof entry === "number") numbers[key] = written(entry);
        else {
          arrays[key] = entry.length;
          if (entry.length) tensors.push({ name: `${name}/${key}`, tensor: tensor1d(Float32Array.from(entry)) });
        }
      }
      return [name, { numbers, arrays }];
    }),
  );
  const text: Text = { ...state, functions, hyper: numbersOf(state.hyper), parameters };
  return [
    { name: "iter", tensor: scalar(state.t, "int32") },
    { name: stateName, tensor: scalar(JSON.stringify(text), "string") },
    ...tensors,
  ];
}

/** @throws RangeError for what no optimizer of that name has saved */
export async function fromTensors(owner: string, weights: readonly NamedTensor[]): Promise<Saved> {
  const byName = new Map(weights.map(({ name, tensor }) => [name, tensor]));
  const head = byName.get(stateName);
  if (!head) {
    const names = weights.map(({ name }) => name).join(", ");
    throw new RangeError(
      `${owner}: setWeights: there is no ${stateName} among ${names || "no weights"}: another optimizer's`,
    );
  }
  const [json] = (await head.data<"string">()) as unknown as [string];
  const { functions, ...text } = JSON.parse(json) as Text;
  if (text.optimizer !== owner) throw new RangeError(`${owner}: setWeights: these weights are ${text.optimizer}'s`);
  const parameters: Record<string, Record<string, number | Float32Array>> = {};
  for (const [name, { numbers, arrays }] of Object.entries(text.parameters)) {
    const entries: Record<string, number | Float32Array> = { ...(numbers as Record<string, number>) };
    for (const [key, length] of Object.entries(arrays)) {
      const tensor = byName.get(`${name}/${key}`);
      if (length && !tensor) throw new RangeError(`${owner}: setWeights: "${name}/${key}" is missing`);
      entries[key] = Float32Array.from(tensor ? await tensor.data<"float32">() : []);
    }
    parameters[name] = entries;
  }
  return { state: { ...text, hyper: text.hyper as Record<string, number>, parameters }, functions };
}

/**
 * A state by the names that its variables have now. A model that is loaded where another one of its kind is has variables
 * with other numbers behind their names: `dense_Dense1/kernel_1`. They are in the same order then.
 * @throws RangeError where neither their names nor their order tells which is which
 */
export function renamed(owner: string, state: State, names: readonly string[]): State {
  const saved = Object.keys(state.parameters);
  if (saved.length === 0 || names.every((name) => saved.includes(name))) return state;
  const alike =
    saved.length === names.length && saved.every((name, i) => withoutCount(name) === withoutCount(names[i]!));
  if (!alike)
    throw new RangeError(
      `${owner}: the state that was loaded is of variables ${saved.join(", ")}, and these are ${names.join(", ")}`,
    );
  const now = new Map(saved.map((name, i) => [name, names[i]!]));
  return {
    ...state,
    parameters: Object.fromEntries(
      Object.entries(state.parameters).map(([name, entries]) => [now.get(name)!, entries]),
    ),
    groups: state.groups.map(({ parameters, hyper }) => ({
      parameters: parameters.map((name) => now.get(name)!),
      hyper,
    })),
  };
}
