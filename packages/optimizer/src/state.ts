import type { State } from "./contract.ts";
import { fail, mustBe, sameNames, show } from "./errors.ts";
import { checkArray, type Slot } from "./parameters.ts";

/** A copy of the arrays, to store. */
export function save(optimizer: string, t: number, slots: readonly Slot[], names: readonly string[]): State {
  const copies = slots.map(({ name, arrays }) => [
    name,
    Object.fromEntries(names.map((key) => [key, arrays[key]!.slice()])),
  ]);
  return { optimizer, t, parameters: Object.fromEntries(copies) };
}

/**
 * Fills the arrays from a saved state and returns its step count.
 * @throws if anything is unknown, missing or of another shape; then nothing has been written
 */
export function restore(owner: string, saved: State, slots: readonly Slot[], names: readonly string[]): number {
  const { optimizer, t, parameters } = saved ?? {};
  if (optimizer !== owner) fail(`${owner}: this state belongs to ${show(optimizer)}`);
  if (!Number.isSafeInteger(t) || t < 0) mustBe(`${owner}: a state's t`, "a number of steps", t);

  const all = slots.map(({ name }) => name);
  sameNames(`${owner}: a state's parameters`, Object.keys(parameters ?? {}), all);
  for (const { name, arrays, type } of slots) {
    const what = `${owner}: parameter "${name}": state`;
    const given = parameters[name]!;
    sameNames(what, Object.keys(given ?? {}), names);
    for (const key of names) checkArray(`${what} "${key}"`, given[key], [type], arrays[key]!.length);
  }
  for (const { name, arrays } of slots) for (const key of names) arrays[key]!.set(parameters[name]![key]!);
  return t;
}
