import type { FloatArray, State } from "./contract.ts";
import { describe, typeOf } from "./parameters.ts";

/** What `load` checks a state against: the arrays to fill, by parameter, then by state name. */
export type Arrays = Readonly<Record<string, Readonly<Record<string, FloatArray>>>>;

/** A copy of the arrays, to store. */
export function save(optimizer: string, t: number, arrays: Arrays): State {
  return { optimizer, t, parameters: mapRecord(arrays, (states) => mapRecord(states, (array) => array.slice())) };
}

/**
 * Fills the arrays from a saved state and returns its step count.
 * @throws if anything is unknown, missing or of another shape; then nothing has been written
 */
export function restore(optimizer: string, saved: State, arrays: Arrays): number {
  if (saved === null || typeof saved !== "object" || saved.parameters === null || typeof saved.parameters !== "object")
    throw new TypeError(`${optimizer}: this is not an optimizer's state: ${describe(saved)}`);
  if (saved.optimizer !== optimizer) throw new RangeError(`${optimizer}: this state belongs to "${saved.optimizer}"`);
  if (!Number.isSafeInteger(saved.t) || saved.t < 0)
    throw new RangeError(`${optimizer}: a state's t must be a number of steps, got ${saved.t}`);
  sameKeys(optimizer, "parameter", saved.parameters, arrays);
  for (const [name, states] of Object.entries(arrays)) {
    const given = saved.parameters[name]!;
    sameKeys(optimizer, `parameter "${name}": array`, given, states);
    for (const [key, array] of Object.entries(states)) {
      const copy = given[key];
      if (typeOf(copy) === typeOf(array) && copy!.length === array.length) continue;
      const wanted = `${typeOf(array)!.name} of length ${array.length}`;
      throw new RangeError(
        `${optimizer}: parameter "${name}": state "${key}" must be a ${wanted}, got ${describe(copy)}`,
      );
    }
  }
  for (const [name, states] of Object.entries(arrays))
    for (const [key, array] of Object.entries(states)) array.set(saved.parameters[name]![key]!);
  return saved.t;
}

function sameKeys(optimizer: string, what: string, given: object, wanted: object) {
  if (given === null || typeof given !== "object") throw new TypeError(`${optimizer}: ${what}s missing from the state`);
  for (const key of Object.keys(wanted))
    if (!Object.hasOwn(given, key)) throw new RangeError(`${optimizer}: ${what} "${key}" is missing from the state`);
  for (const key of Object.keys(given))
    if (!Object.hasOwn(wanted, key))
      throw new RangeError(`${optimizer}: ${what} "${key}" of the state is unknown here`);
}

function mapRecord<T, U>(record: Readonly<Record<string, T>>, f: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, f(value)]));
}
