import type { Group, Hyper, HyperSpec, Options, Schedule, State } from "./contract.ts";
import { fail, isRecord, mustBe, sameNames, show } from "./errors.ts";
import { check, checkName } from "./hyperparameters.ts";
import { memo } from "./memo.ts";
import type { Slot } from "./parameters.ts";

type Values = Record<string, number | Schedule>;

/** Parameters that share their hyperparameters. */
export interface ParameterGroup<H extends HyperSpec> {
  /** The user's handle. */
  readonly handle: Hyper<H> & { readonly parameters: readonly string[] };
  /** The step's numbers, once they have been resolved: the slots have the same object. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Evaluates the schedules. */
  resolve(): void;
  /** The numbers that are set here: no schedules, and nothing that is inherited. */
  own(): Record<string, number>;
  /** @throws RangeError where what `own` gave is not this group's */
  check(what: string, saved: State["groups"][number]): void;
  /** Sets what `own` gave. */
  set(numbers: Readonly<Record<string, number>>): void;
}

/**
 * The group of all parameters first, then one for each override, which takes its parameters over.
 * An override's values inherit from the first group's, so that what it does not name follows them, live.
 * @param steps how many have been taken
 * @throws if an override names what there is not, or two match the same parameter
 */
export function makeGroups<H extends HyperSpec>(
  owner: string,
  spec: H,
  slots: readonly Slot[],
  given: object,
  overrides: Options<H>["groups"],
  steps: () => number,
): ParameterGroup<H>[] {
  const group = (values: Values, given: object, members: readonly Slot[]): ParameterGroup<H> => {
    const numbers: Record<string, number> = {};
    for (const slot of members) slot.hyper = numbers;
    const numberOf = (name: string) => {
      const value = values[name]!;
      return typeof value === "function" ? check(owner, spec, name, value(steps()), ` at step ${steps()}`) : value;
    };
    const isScheduled = (name: PropertyKey) =>
      typeof values[name as string] === "function" && Object.hasOwn(spec, name);
    const own = () =>
      Object.fromEntries(
        Object.entries(values).filter((entry): entry is [string, number] => typeof entry[1] === "number"),
      );
    const hyper = new Proxy(values, {
      get: (_, name: string) => (isScheduled(name) ? numberOf(name) : values[name]),
      set(_, name: string, value) {
        values[name] = check(owner, spec, name, value);
        return true;
      },
      deleteProperty: () => false,
    });
    const schedules: Record<string, unknown> = new Proxy(values, {
      get: (_, name: string) => (isScheduled(name) ? values[name] : undefined),
      set(_, name: string, value) {
        checkName(owner, spec, name);
        if (typeof value === "function") values[name] = value;
        else if (value !== undefined) mustBe(`${owner}: schedules.${name}`, "a function of the steps taken", value);
        else if (isScheduled(name)) values[name] = numberOf(name);
        return true;
      },
      deleteProperty: (_, name: string) => {
        schedules[name] = undefined;
        return true;
      },
      ownKeys: () => Object.keys(values).filter(isScheduled),
    });
    for (const [name, value] of Object.entries(given))
      if (value !== undefined) (typeof value === "function" ? schedules : hyper)[name] = value;
    const parameters = members.map(({ name }) => name);
    return {
      handle: { hyper, schedules, parameters } as never,
      numbers,
      resolve() {
        for (const name in spec) numbers[name] = numberOf(name);
      },
      own,
      check(what, saved) {
        sameNames(what, saved.parameters, parameters);
        for (const name in saved.hyper) check(owner, spec, name, saved.hyper[name]);
      },
      set(numbers) {
        // What follows all parameters again; a schedule was left out of the state, and stays.
        if (members !== slots) for (const name in own()) delete values[name];
        Object.assign(hyper, numbers);
      },
    };
  };
  const base = Object.fromEntries(Object.entries(spec).map(([name, { default: value }]) => [name, value]));
  const groupOf = new Map<Slot, number>();
  return [
    group(base, given, slots),
    ...list(`${owner}: groups`, overrides).map((override, index) => {
      if (!isRecord(override)) mustBe(`${owner}: group ${index}`, "{ match, hyper }", override);
      const { match, hyper } = override;
      if (!isRecord(hyper)) fail(`${owner}: group ${index} has no hyper`);
      const members = matching(owner, match, slots);
      for (const slot of members) {
        const other = memo(groupOf, slot, () => index);
        if (other !== index) fail(`${owner}: parameter "${slot.name}" is in groups ${other} and ${index}`);
      }
      return group(Object.create(base), hyper, members);
    }),
  ];
}

function matching<H extends HyperSpec>(owner: string, match: Group<H>["match"], slots: readonly Slot[]): Slot[] {
  if (typeof match === "function")
    return slots.filter(({ name, shape, parameter: { role, output }, length }) =>
      match({ name, shape, role, output, length }),
    );
  // Unlike `test`, `search` neither reads nor moves `lastIndex`.
  if (isPattern(match)) return slots.filter(({ name }) => name.search(match) >= 0);
  const byName = new Map(slots.map((slot) => [slot.name, slot]));
  return [...new Set([match].flat())].map(
    (wanted) => byName.get(wanted) ?? fail(`${owner}: a group has an unknown parameter ${show(wanted)}`),
  );
}

/** Whether it is a RegExp, of this realm or another. */
const isPattern = (match: string | readonly string[] | RegExp): match is RegExp => Symbol.search in Object(match);

const list = <T>(what: string, given: readonly T[] = []): readonly T[] =>
  Array.isArray(given) ? given : mustBe(what, "a list", given);
