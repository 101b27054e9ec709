import type { Group, HyperSpec, HyperValues, Options } from "./contract.ts";
import { fail } from "./errors.ts";
import { live, resolve, type Values } from "./hyperparameters.ts";
import { memo } from "./memo.ts";
import type { Slot } from "./parameters.ts";

/** Parameters that share their hyperparameters. */
export interface ParameterGroup<H extends HyperSpec> {
  /** The user's handle. */
  readonly hyper: HyperValues<H>;
  readonly parameters: readonly string[];
  /** Evaluates the schedules, and gives the slots and the caller the step's numbers. @param t steps taken so far */
  resolve(t: number): Readonly<Record<string, number>>;
}

/**
 * The group of all parameters first, then one for each override, which takes its parameters over.
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
  const group = (values: Values, given: object, members: readonly Slot[]): ParameterGroup<H> => {
    const hyper = live(owner, spec, values);
    const numbers: Record<string, number> = {};
    for (const [name, value] of Object.entries(given)) if (value !== undefined) hyper[name] = value;
    for (const slot of members) slot.hyper = numbers;
    return {
      hyper: hyper as HyperValues<H>,
      parameters: members.map(({ name }) => name),
      resolve(t) {
        resolve(owner, spec, values, t, numbers);
        return numbers;
      },
    };
  };
  const base = Object.fromEntries(Object.entries(spec).map(([name, { default: value }]) => [name, value]));
  const groupOf = new Map<Slot, number>();
  return [
    group(base, given, slots),
    ...overrides.map(({ match, hyper }, index) => {
      const members = matching(owner, match, slots);
      if (!hyper) fail(`${owner}: group ${index} has no hyper`);
      if (!members.length) fail(`${owner}: group ${index} matches no parameter`);
      for (const slot of members) {
        const other = memo(groupOf, slot, () => index);
        if (other !== index) fail(`${owner}: parameter "${slot.name}" is in groups ${other} and ${index}`);
      }
      return group(Object.create(base), hyper, members);
    }),
  ];
}

function matching<H extends HyperSpec>(owner: string, match: Group<H>["match"], slots: readonly Slot[]): Slot[] {
  if (typeof match === "function") return slots.filter(({ name, parameter }) => match(name, parameter));
  return [match]
    .flat()
    .map(
      (wanted) =>
        slots.find(({ name }) => name === wanted) ?? fail(`${owner}: a group has an unknown parameter "${wanted}"`),
    );
}
