import type { HyperSpec, LoadOptions, State } from "./contract.ts";
import { checkOptions, fail, isRecord, isWhole, mustBe, sameNames, show } from "./errors.ts";
import type { ParameterGroup } from "./groups.ts";
import { checkArray, type Slot } from "./parameters.ts";

/** What of an optimizer is stored. */
export interface Stored<H extends HyperSpec> {
  readonly owner: string;
  readonly slots: readonly Slot[];
  /** Of the state's arrays. */
  readonly names: readonly string[];
  readonly groups: readonly ParameterGroup<H>[];
}

/** A copy, to store. */
export function save<H extends HyperSpec>({ owner, slots, names, groups }: Stored<H>, t: number): State {
  const copies = slots.map(({ name, arrays }) => [
    name,
    Object.fromEntries(names.map((key) => [key, arrays[key]!.slice()])),
  ]);
  const [base, ...overrides] = groups.map(({ handle: { parameters }, own }) => ({ parameters, hyper: own() }));
  return { optimizer: owner, t, hyper: base!.hyper, groups: overrides, parameters: Object.fromEntries(copies) };
}

const choices = { hyper: ["restore", "keep"] };

/**
 * Fills the arrays, and sets the hyperparameters, from a saved state, and returns its step count.
 * @throws if anything is unknown, missing or of another shape; then nothing has been written
 */
export function restore<H extends HyperSpec>(
  { owner, slots, names, groups }: Stored<H>,
  saved: State,
  options: LoadOptions,
): number {
  checkOptions(owner, choices, options);
  const { optimizer, t, parameters, hyper, groups: overrides } = saved ?? {};
  if (optimizer !== owner) fail(`${owner}: this state belongs to ${show(optimizer)}`);
  if (!isWhole(t)) mustBe(`${owner}: a state's t`, "a number of steps", t);

  sameNames(`${owner}: a state's parameters`, Object.keys(parameters ?? {}), groups[0]!.handle.parameters);
  for (const { name, arrays, type } of slots) {
    const what = `${owner}: parameter "${name}": state`;
    const given = parameters[name]!;
    sameNames(what, Object.keys(given ?? {}), names);
    for (const key of names) checkArray(`${what} "${key}"`, given[key], type, arrays[key]!.length);
  }
  if (options.hyper !== "keep") {
    if (!isRecord(hyper) || !Array.isArray(overrides) || overrides.length !== groups.length - 1)
      fail(
        `${owner}: this state has ${isRecord(hyper) ? "other groups" : "no hyperparameters (an older version's has none)"}: load(state, { hyper: "keep" }) leaves them alone`,
      );
    const all = [{ hyper, parameters: Object.keys(parameters) }, ...overrides];
    for (const [i, group] of groups.entries()) group.check(`${owner}: a state's group ${i - 1}`, all[i]!);
    for (const [i, group] of groups.entries()) group.set(all[i]!.hyper);
  }
  for (const { name, arrays } of slots) for (const key of names) arrays[key]!.set(parameters[name]![key]!);
  return t;
}
