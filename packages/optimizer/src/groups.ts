import type { Group, HyperSpec, HyperValues, Options } from "./contract.ts";
import { checkAll, live, type Values } from "./hyperparameters.ts";
import type { Slot } from "./parameters.ts";

/** Parameters that share their hyperparameters. */
export interface ParameterGroup<H extends HyperSpec> {
  /** The user's handle: setting it sets `values`. */
  readonly hyper: HyperValues<H>;
  readonly values: Values;
  /** The values of the step under way, schedules evaluated. */
  readonly numbers: Record<string, number>;
  readonly slots: readonly Slot[];
  readonly parameters: readonly string[];
}

/**
 * The group of all parameters that no override matches, first, then one for each override.
 * An override's values inherit from the first group's, so that what it does not name follows them, live.
 * @throws if an override matches nothing, or two match the same parameter
 */
export function makeGroups<H extends HyperSpec>(
  owner: string,
  spec: H,
  slots: readonly Slot[],
  given: object,
  overrides: NonNullable<Options<H>["groups"]>,
): ParameterGroup<H>[] {
  const defaults = Object.fromEntries(Object.entries(spec).map(([name, { default: value }]) => [name, value]));
  const base: Values = { ...defaults, ...checkAll(owner, spec, given) };
  const taken = new Map<Slot, number>();
  const group = (values: Values, members: readonly Slot[]): ParameterGroup<H> => ({
    hyper: live(owner, spec, values),
    values,
    numbers: {},
    slots: members,
    parameters: members.map(({ name }) => name),
  });
  const matched = overrides.map(({ match, hyper }, index) => {
    const members = slots.filter(matcher(owner, match, slots));
    if (!members.length) throw new RangeError(`${owner}: group ${index} (${match}) matches no parameter`);
    for (const slot of members) {
      if (taken.has(slot))
        throw new RangeError(`${owner}: parameter "${slot.name}" is in groups ${taken.get(slot)} and ${index}`);
      taken.set(slot, index);
    }
    return group(Object.assign(Object.create(base), checkAll(owner, spec, hyper)), members);
  });
  return [
    group(
      base,
      slots.filter((slot) => !taken.has(slot)),
    ),
    ...matched,
  ];
}

function matcher<H extends HyperSpec>(owner: string, match: Group<H>["match"], slots: readonly Slot[]) {
  if (typeof match === "function") return ({ name, parameter }: Slot) => match(name, parameter);
  const names = typeof match === "string" ? [match] : match;
  const unknown = names.find((name) => !slots.some((slot) => slot.name === name));
  if (unknown !== undefined) throw new RangeError(`${owner}: a group names parameter "${unknown}", which there is not`);
  return ({ name }: Slot) => names.includes(name);
}
