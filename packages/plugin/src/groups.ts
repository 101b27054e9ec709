import type { Group, Hyper, HyperSpec, Schedule, State } from "./contract.ts";
import { checkRecord, fail, isRecord, mustBe, sameNames, show } from "./errors.ts";
import { check, checkName, defaultsOf } from "./hyperparameters.ts";
import { numberOfState } from "./json.ts";
import { memo } from "./memo.ts";
import { factsOf, type Slot } from "./parameters.ts";

type Values = Record<string, number | Schedule>;

/** Parameters that share their hyperparameters. */
export interface ParameterGroup<H extends HyperSpec> {
  /** The user's handle. */
  readonly handle: Hyper<H> & { readonly parameters: readonly string[] };
  /** The step's numbers, once they have been resolved: the slots have the same object. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Evaluates the schedules, if there are any or if anything was set. Returns whether numbers are to be looked at. */
  resolve(): boolean;
  /** Has the next `resolve` look at everything again. */
  forget(): void;
  /** The numbers that are set here: no schedules, and nothing that is inherited. */
  own(): Record<string, number>;
  /**
   * The numbers of what `own` gave.
   * @throws RangeError where they are not this group's, of the parameters that are `here`
   */
  check(what: string, saved: State["groups"][number], here: ReadonlySet<string>): Record<string, number>;
  /** Sets what `own` gave. @returns what takes that back */
  set(numbers: Readonly<Record<string, number>>): () => void;
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
  overrides: readonly Group<H>[],
  steps: () => number,
): ParameterGroup<H>[] {
  /** How often anything was set. */
  let settings = 0;
  let made = false;
  const group = (values: Values, given: object, members: readonly Slot[]): ParameterGroup<H> => {
    let resolved = -1;
    let scheduled = false;
    const numbers: Record<string, number> = {};
    for (const slot of members) slot.hyper = numbers;
    const numberOf = (name: string) => {
      const value = values[name]!;
      return typeof value === "function" ? check(owner, spec, name, value(steps()), ` at step ${steps()}`) : value;
    };
    const scheduleOf = (name: string) => (typeof values[name] === "function" ? values[name] : undefined);
    const own = () =>
      Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === "number")) as ReturnType<
        ParameterGroup<H>["own"]
      >;
    /** The values as the user sees and sets them; what is deleted is set to undefined. */
    const live = (get: (name: string) => unknown, set: (name: string, value: unknown) => void) => {
      const put = (_: unknown, name: string, value?: unknown) => {
        checkName(owner, spec, name);
        if (made && spec[name]!.fixed)
          fail(`${owner}: ${name} holds for an optimizer's whole life, since its state follows from it`);
        set(name, value);
        settings++;
        return true;
      };
      return new Proxy<Record<string, unknown>>(values, {
        get: (_, name: string) => (Object.hasOwn(spec, name) ? get(name) : values[name]),
        set: put as never,
        deleteProperty: put as never,
        ownKeys: () => Object.keys(values).filter((name) => get(name) !== undefined),
      });
    };
    const hyper = live(numberOf, (name, value) => {
      values[name] = check(owner, spec, name, value);
    });
    const schedules = live(scheduleOf, (name, value) => {
      if (typeof value === "function" && spec[name]!.fixed) fail(`${owner}: ${name} cannot follow a schedule`);
      if (typeof value === "function") values[name] = value as Schedule;
      else if (value !== undefined) mustBe(`${owner}: schedules.${name}`, "a function of the steps taken", value);
      else if (scheduleOf(name)) values[name] = numberOf(name);
    });
    for (const [name, value] of Object.entries(given))
      if (value !== undefined) (typeof value === "function" ? schedules : hyper)[name] = value;
    const parameters = members.map(({ name }) => name);
    return {
      handle: { hyper, schedules, parameters } as never,
      numbers,
      resolve() {
        if (resolved === settings && !scheduled) return false;
        scheduled = false;
        for (const name in spec) {
          numbers[name] = numberOf(name);
          scheduled ||= typeof values[name] === "function";
        }
        resolved = settings;
        return true;
      },
      forget() {
        resolved = -1;
      },
      own,
      check(what, saved, here) {
        checkRecord(what, saved);
        checkRecord(`${what}: hyper`, saved.hyper);
        sameNames(
          what,
          Object.values(saved.parameters ?? {}),
          parameters.filter((name) => here.has(name)),
        );
        const given: ReturnType<typeof own> = {};
        for (const name in saved.hyper) {
          const value = check(owner, spec, name, numberOfState(saved.hyper[name]));
          if (spec[name]!.fixed && value !== numberOf(name))
            fail(`${what}: ${name} is ${value}, and this optimizer's ${numberOf(name)} cannot be changed`);
          given[name] = value;
        }
        return given;
      },
      set(numbers) {
        const before = { ...values };
        // What follows all parameters again; a schedule was left out of the state, and stays.
        if (members !== slots) for (const name in own()) if (!spec[name]!.fixed) delete values[name];
        Object.assign(values, numbers);
        settings++;
        return () => {
          for (const name in numbers) delete values[name];
          Object.assign(values, before);
          settings++;
        };
      },
    };
  };
  const base = defaultsOf(spec);
  if (!Array.isArray(overrides)) mustBe(`${owner}: groups`, "a list", overrides);
  const groupOf = new Map<Slot, number>();
  const byName = new Map(slots.map((slot) => [slot.name, slot]));
  const groups = [
    group(base, given, slots),
    ...overrides.map((override: Group<H>, index) => {
      if (!isRecord(override)) mustBe(`${owner}: group ${index}`, "{ match, hyper }", override);
      const { match, hyper } = override;
      if (!isRecord(hyper)) fail(`${owner}: group ${index} has no hyper`);
      const members = matching(owner, match, byName);
      for (const slot of members) {
        const other = memo(groupOf, slot, () => index);
        if (other !== index) fail(`${owner}: parameter "${slot.name}" is in groups ${other} and ${index}`);
      }
      return group(Object.create(base), hyper, members);
    }),
  ];
  made = true;
  return groups;
}

function matching<H extends HyperSpec>(
  owner: string,
  match: Group<H>["match"],
  byName: ReadonlyMap<string, Slot>,
): Slot[] {
  if (typeof match === "function") return [...byName.values()].filter((slot) => match(factsOf(slot)));
  // Unlike `test`, `search` neither reads nor moves `lastIndex`.
  if (isPattern(match)) return [...byName.values()].filter(({ name }) => name.search(match) >= 0);
  return [...new Set([match].flat())].map(
    (wanted) => byName.get(wanted) ?? fail(`${owner}: a group has an unknown parameter ${show(wanted)}`),
  );
}

/** Whether it is a RegExp, of this realm or another. */
const isPattern = (match: string | readonly string[] | RegExp): match is RegExp => Symbol.search in Object(match);
