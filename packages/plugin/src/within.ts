import type { HyperSpec, StateEntry } from "./contract.ts";
import { fail } from "./errors.ts";
import type { Method } from "./method.ts";

type Numbers = Readonly<Record<string, number>>;

/** What the inner one's hyperparameters and state are called outside. */
export interface Within {
  readonly hyper: HyperSpec;
  readonly state: Readonly<Record<string, StateEntry>>;
  readonly scratch: readonly string[];
  /** The inner name of what has an outer one. */
  readonly names: readonly (readonly [inner: string, outer: string])[];
  /** The inner one's hyperparameters, of the outer ones. */
  numbers(outer: Numbers): Record<string, number>;
}

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const capital = (name: string) => name.slice(0, 1).toUpperCase() + name.slice(1);

/** The stream of random numbers is one for all. */
export const common = ["seed", "drawn"];

/**
 * What is called alike inside and outside gets the inner plugin's name in front: `adamEps`.
 * @param takes what the wrapper sees to: it keeps its name, and is 0 inside
 */
export function namesWithin(
  owner: string,
  own: Pick<Method, "hyper" | "state">,
  scratch: readonly string[],
  takes: readonly string[],
  inner: Method,
): Within {
  /** Own names, and those that are given. */
  const used = new Set(
    [...Object.keys(own.hyper), ...Object.keys(own.state), ...scratch].filter((name) => !common.includes(name)),
  );
  const { scratch: working = [] } = inner;
  const prefix = camel(inner.name.replace(/\(.*/, ""));
  const outer = (name: string): string => {
    if (takes.includes(name) && name in inner.hyper) return name;
    let free = name;
    while (used.has(free)) free = prefix + capital(free);
    if (!common.includes(free)) used.add(free);
    return free;
  };
  for (const name of takes) if (used.has(name)) fail(`${owner}: "${name}" is taken over, so it cannot be its own too`);
  /** From the last on, which are the outermost, so that of wrappers in wrappers the innermost's get the longest names. */
  const named = (names: readonly string[]) =>
    [...names]
      .reverse()
      .map((name) => [name, outer(name)] as const)
      .reverse();
  const renamed = named(Object.keys(inner.hyper));
  const moved = named([...Object.keys(inner.state), ...working]);
  const numbers = (given: Numbers): Record<string, number> =>
    Object.fromEntries(renamed.map(([name, outer]) => [name, takes.includes(name) ? 0 : given[outer]!]));
  const entryOf = (name: string, outer: string): StateEntry => {
    const { when, shape, ...entry } = inner.state[name]!;
    return {
      ...entry,
      name: outer,
      ...(when && { when: (hyper: Numbers) => when(numbers(hyper)) }),
      ...(shape && { shape: (facts: Parameters<typeof shape>[0]) => shape({ ...facts, hyper: numbers(facts.hyper) }) }),
    };
  };
  return {
    hyper: Object.fromEntries(renamed.map(([name, outer]) => [outer, inner.hyper[name]!])),
    state: Object.fromEntries(
      moved.filter(([name]) => name in inner.state).map(([name, outer]) => [outer, entryOf(name, outer)]),
    ),
    scratch: moved.filter(([name]) => working.includes(name)).map(([, outer]) => outer),
    names: moved,
    numbers,
  };
}
