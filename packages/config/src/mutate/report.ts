import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { optimizerNames, readJson, repository } from "../workspace.ts";
import { verdict } from "./judge.ts";
import { compiled, load, readSources } from "./load.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

const at = (path: string) => join(repository, path);
const wrappers = at("packages/plugin/src/wrappers");
const index = at("packages/plugin/src/index.ts");
const linalg = at("packages/linalg");

const filesOf = (folder: string): string[] => readdirSync(folder).map((file) => join(folder, file));
const isTest = (file: string) => file.endsWith(".test.ts");

/** What optimizers share: `linalg/rows` for `@downhill/linalg/rows`. */
const parts = Object.keys(readJson<{ exports: object }>(linalg, "package.json").exports)
  .filter((subpath) => subpath !== ".")
  .map((subpath) => subpath.replace(".", "linalg"));
const fileOf = (part: string) => part.replace("linalg", join(linalg, "src")).concat(".ts");

/** Whether an optimizer's rule imports a shared part. */
const uses = (name: string, part: string): boolean =>
  filesOf(at(`packages/optimizers/${name}/src`)).some(
    (file) => file.endsWith(".ts") && !isTest(file) && readFileSync(file, "utf8").includes(`"@downhill/${part}"`),
  );

/** What can be mutated: optimizers with golden trajectories, the wrappers of the contract's package, and shared parts. */
export const mutable = (): string[] => [
  ...optimizerNames(repository).filter((name) => existsSync(at(`packages/conformance/golden/${name}.json`))),
  ...filesOf(wrappers)
    .filter(isTest)
    .map((file) => basename(file, ".test.ts")),
  ...parts,
];

/** Optimizers, and then what they share with others: a change of that is noticed where one user's tests notice it. */
export const withParts = (names: readonly string[]): string[] => {
  const optimizers = names.filter((name) => optimizerNames(repository).includes(name));
  return [...new Set([...names, ...parts.filter((part) => optimizers.some((name) => uses(name, part)))])];
};

/** Whose sources are changed, and the test files that are to notice. */
interface Subject {
  readonly tests: readonly string[];
  readonly changes: (file: string) => boolean;
  /** What else is to see the changes, beside the tests. */
  readonly through: (file: string) => boolean;
  /** The source of a wrapper of the contract, whose test takes it from there. */
  readonly wrapper?: string;
}

function subjectOf(name: string): Subject {
  if (parts.includes(name)) {
    const users = optimizerNames(repository).filter((each) => uses(each, name));
    const folders = users.map((each) => at(`packages/optimizers/${each}/src`));
    return {
      tests: [fileOf(name).replace(".ts", ".test.ts"), ...folders.flatMap(filesOf).filter(isTest)].filter(existsSync),
      changes: (file) => file === fileOf(name),
      through: (file) => parts.some((part) => file === fileOf(part)) || folders.includes(dirname(file)),
    };
  }
  const own = at(`packages/optimizers/${name}/src`);
  const wrapper = join(wrappers, `${name}.ts`);
  const isIn = (folder: string) => (file: string) => file.startsWith(folder);
  if (existsSync(own)) return { tests: filesOf(own).filter(isTest), changes: isIn(own), through: isIn(own) };
  if (!existsSync(wrapper)) throw new RangeError(`there is no packages/optimizers/${name}`);
  const tests = [wrapper.replace(".ts", ".test.ts")];
  return { tests, changes: isIn(wrappers), through: isIn(wrappers), wrapper };
}

/** Mutants that compute the same, by their optimizer: what the line becomes, and why that is the same. */
type Equivalents = Readonly<Record<string, readonly { readonly line: string; readonly why: string }[]>>;

/** What became of an optimizer's mutants. */
export interface Report {
  readonly name: string;
  readonly killed: number;
  readonly survivors: readonly Mutant[];
  /** Those that survived because they are known to compute the same. */
  readonly equivalent: number;
  /** Lines of the list of equivalents that no survivor has. */
  readonly stale: readonly string[];
}

const equivalents = JSON.parse(readFileSync(new URL("./equivalents.json", import.meta.url), "utf8")) as Equivalents;

/**
 * Changes every operator and constant of an optimizer's sources in turn, and runs its test files on each; of a shared
 * part, those of all that use it.
 * @param name of `mutable`
 * @param choose which of them, where not all
 * @param tell is told what killed each, or undefined
 * @param checked whether to see first that the tests pass on the sources as they are
 */
export async function mutate(
  name: string,
  choose: (mutants: readonly Mutant[]) => readonly Mutant[] = (all) => all,
  tell: (mutant: Mutant, killer: string | undefined) => void = () => {},
  checked = true,
): Promise<Report> {
  const { tests, changes, through, wrapper } = subjectOf(name);
  // What test files have instead of these comes with each verdict.
  const instead = new Map([
    ["vitest", undefined],
    ["@downhill/conformance", undefined],
  ]);
  const sources = await readSources(wrapper ? [...tests, wrapper] : tests, through, instead);
  // Unchanged, they take seconds, or longer on a busy machine: four times that is a loop that does not end.
  let timeout = checked ? 600_000 : 30_000;
  const judge = (changed: ReadonlyMap<string, string>) =>
    verdict((modules) => {
      const all = { ...sources, externals: new Map([...sources.externals, ...modules]) };
      if (wrapper)
        all.externals.set(index, { ...(all.externals.get(index) as object), ...load(wrapper, all, changed) });
      for (const test of tests) load(test, all, changed);
    }, timeout);

  if (checked) {
    const start = performance.now();
    const fault = judge(new Map());
    if (fault !== undefined) throw new Error(`${name} fails unchanged: ${fault}`);
    timeout = Math.max(10_000, 4 * Math.ceil(performance.now() - start));
  }
  const files = [...sources.texts.keys()].filter((file) => changes(file) && !isTest(file));
  const mutants = choose(files.flatMap((file) => mutantsOf(file, sources.texts.get(file)!)));
  const known = new Set(equivalents[name]?.map(({ line }) => line));
  const alive: Mutant[] = [];
  for (const mutant of mutants) {
    const killer = judge(new Map([[mutant.file, await compiled(mutant.source)]]));
    tell(mutant, killer);
    if (killer === undefined) alive.push(mutant);
  }
  const survivors = alive.filter(({ text }) => !known.has(text));
  const found = new Set(alive.map(({ text }) => text));
  return {
    name,
    killed: mutants.length - alive.length,
    survivors,
    equivalent: alive.length - survivors.length,
    stale: [...known].filter((line) => !found.has(line)),
  };
}
