import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { optimizerNames, repository } from "../workspace.ts";
import { verdict } from "./judge.ts";
import { load, readSources } from "./load.ts";
import { type Mutant, mutantsOf } from "./mutants.ts";

const wrappers = "packages/plugin/src/wrappers";
const index = join(repository, "packages/plugin/src/index.ts");
const golden = "packages/conformance/golden";

/** What can be mutated: optimizers that have golden trajectories, and the wrappers of the contract's package. */
export const mutable = (): string[] => [
  ...optimizerNames(repository).filter((name) => existsSync(join(repository, golden, `${name}.json`))),
  ...readdirSync(join(repository, wrappers)).flatMap((file) => /^(.*)\.test\.ts$/.exec(file)?.[1] ?? []),
];

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
 * Changes every operator and constant of an optimizer's sources in turn, and runs its test file on each.
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
  const own = join(repository, `packages/optimizers/${name}/src/index.test.ts`);
  const ofContract = join(repository, wrappers, `${name}.ts`);
  const isWrapper = !existsSync(own);
  if (isWrapper && !existsSync(ofContract)) throw new RangeError(`there is no packages/optimizers/${name}`);
  const test = isWrapper ? ofContract.replace(/\.ts$/, ".test.ts") : own;
  // What the test file has instead of these comes with each verdict.
  const instead = new Map([
    ["vitest", undefined],
    ["@downhill/conformance", undefined],
  ]);
  const sources = await readSources(isWrapper ? [test, ofContract] : [test], instead);
  const judge = (changed: ReadonlyMap<string, string>) =>
    verdict((modules) => {
      const all = { ...sources, externals: new Map([...sources.externals, ...modules]) };
      // Its test takes it from the contract.
      if (isWrapper)
        all.externals.set(index, { ...(all.externals.get(index) as object), ...load(ofContract, all, changed) });
      return load(test, all, changed);
    });

  if (checked) {
    const fault = judge(new Map());
    if (fault !== undefined) throw new Error(`${name} fails unchanged: ${fault}`);
  }
  const files = [...sources.texts.keys()].filter((file) => !file.endsWith(".test.ts"));
  const mutants = choose(files.flatMap((file) => mutantsOf(file, sources.texts.get(file)!)));
  const known = new Set(equivalents[name]?.map(({ line }) => line));
  const alive: Mutant[] = [];
  for (const mutant of mutants) {
    const killer = judge(new Map([[mutant.file, mutant.source]]));
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
