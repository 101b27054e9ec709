import type { FloatArray, HyperSpec, LoadOptions, State, StateEntry } from "./contract.ts";
import { checkOptions, fail, isRecord, isWhole, mustBe, sameNames, show } from "./errors.ts";
import type { ParameterGroup } from "./groups.ts";
import { arrayOfState, lossless, numberIn } from "./json.ts";
import { type Cells, checkArray, type Slot } from "./parameters.ts";
import { lengthOf, type Storage } from "./storage.ts";

/** What of an optimizer is stored. */
export interface Stored<H extends HyperSpec> {
  readonly owner: string;
  readonly slots: readonly Slot[];
  readonly entries: readonly StateEntry[];
  readonly groups: readonly ParameterGroup<H>[];
  readonly shared: Cells;
  readonly storage: Storage;
}

/** How often something happened. */
export interface Counts {
  readonly t: number;
  readonly evaluations: number;
}

const numbersOf = (cells: Cells) => Object.fromEntries(Object.entries(cells).map(([name, cell]) => [name, cell[0]!]));

/** A copy, to store. */
export function save<H extends HyperSpec>({ owner, slots, entries, groups, shared }: Stored<H>, counts: Counts): State {
  const parameters = slots.map(({ name, arrays, cells }) => {
    const there = entries.filter(({ name }) => arrays[name]);
    const copies = there.map(({ name }) => [name, arrays[name]!.slice()] as const);
    return [name, lossless({ ...Object.fromEntries(copies), ...numbersOf(cells) })];
  });
  const [base, ...overrides] = groups.map(({ handle: { parameters }, own }) => ({
    parameters,
    hyper: lossless(own()),
  }));
  return {
    optimizer: owner,
    ...counts,
    hyper: base!.hyper,
    groups: overrides,
    shared: lossless(numbersOf(shared)),
    parameters: Object.fromEntries(parameters),
  };
}

const choices = {
  hyper: ["restore", "keep"],
  missing: ["throw", "keep"],
  extra: ["throw", "ignore"],
  rename: undefined,
};

/**
 * Fills the arrays and numbers, and sets the hyperparameters, from a saved state, and returns its counts.
 * @param settle takes the hyperparameters as they are after that many steps, or throws
 * @throws if anything is unknown, missing or of another shape, or hyperparameters do not go together; then nothing has changed
 */
export function restore<H extends HyperSpec>(
  { owner, slots, entries, groups, shared, storage }: Stored<H>,
  saved: State,
  options: LoadOptions,
  settle: (t: number) => void,
): Counts {
  checkOptions(owner, choices, options);
  const { rename = (name) => name, missing, extra } = options;
  if (typeof rename !== "function") mustBe(`${owner}: rename`, "a function", rename);
  const { optimizer, t, evaluations, hyper, groups: overrides } = saved ?? {};
  if (optimizer !== owner) fail(`${owner}: this state belongs to ${show(optimizer)}`);
  for (const [key, count] of Object.entries({ t, evaluations }))
    if (!isWhole(count)) mustBe(`${owner}: a state's ${key}`, `a number of ${key === "t" ? "steps" : "calls"}`, count);

  const known = new Set(slots.map(({ name }) => name));
  const taken = Object.entries(saved.parameters ?? {})
    .map(([name, state]) => [rename(name), state] as const)
    .filter(([name]) => extra !== "ignore" || known.has(name));
  const parameters = new Map(taken);
  if (parameters.size < taken.length) fail(`${owner}: rename gives two parameters one name`);
  const all = missing === "keep" ? slots.filter(({ name }) => parameters.has(name)) : slots;
  sameNames(
    `${owner}: a state's parameters`,
    [...parameters.keys()],
    all.map(({ name }) => name),
  );

  const writes: (() => void)[] = [];
  const put = (cells: Cells, name: string, what: string, given: unknown) => {
    const number = numberIn(`${what} "${name}"`, given);
    writes.push(() => {
      cells[name]![0] = number;
    });
  };
  for (const slot of all) {
    const { name, arrays, cells, type } = slot;
    const what = `${owner}: parameter "${name}": state`;
    const given: Readonly<Record<string, FloatArray | number>> = parameters.get(name) ?? {};
    const there = entries.filter(
      ({ name: key, kind, when }) => kind !== "shared" && (!when || given[key] !== undefined),
    );
    sameNames(
      what,
      Object.keys(given),
      there.map(({ name }) => name),
    );
    for (const entry of there) {
      const { name: key, kind } = entry;
      if (kind === "scalar") put(cells, key, what, given[key]);
      else {
        const array = arrayOfState(`${what} "${key}"`, type, given[key]) as FloatArray;
        checkArray(`${what} "${key}"`, array, type, lengthOf(owner, slot, entry));
        writes.push(() => arrays[key]!.set(array));
      }
    }
    for (const { name: key, when } of entries)
      if (when && arrays[key] && given[key] === undefined) writes.push(() => arrays[key]!.fill(0));
  }
  sameNames(`${owner}: a state's shared numbers`, Object.keys(saved.shared ?? {}), Object.keys(shared));
  for (const name in shared) put(shared, name, `${owner}: shared state`, saved.shared[name]);

  let numbers: Readonly<Record<string, number>>[] = [];
  if (options.hyper !== "keep") {
    if (!isRecord(hyper) || !Array.isArray(overrides) || overrides.length !== groups.length - 1)
      fail(
        `${owner}: this state has ${isRecord(hyper) ? "other groups" : "no hyperparameters"}: load(state, { hyper: "keep" }) leaves them alone`,
      );
    const here = new Set(all.map(({ name }) => name));
    const members = (names: readonly string[]) => names.map(rename).filter((name) => here.has(name));
    const given = [{ hyper, parameters: [...here] }, ...overrides].map(({ hyper, parameters }, i) => ({
      hyper,
      parameters: i && Array.isArray(parameters) ? members(parameters) : parameters,
    }));
    numbers = groups.map((group, i) =>
      group.check(`${owner}: a state's ${i ? `group ${i - 1}` : "hyperparameters"}`, given[i]!, here),
    );
  }
  const undo = numbers.map((each, i) => groups[i]!.set(each));
  try {
    settle(t);
    // What it has and the slots do not have yet, because their hyperparameters switch it off, is taken all the same.
    storage.add(({ name }, { name: key }) => parameters.get(name)?.[key] !== undefined);
  } catch (error) {
    for (const back of undo) back();
    throw error;
  }
  for (const write of writes) write();
  return { t, evaluations };
}
