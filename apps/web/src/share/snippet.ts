/** What to install, and the lines that use it: made from the race, so that they do what it did. */

import type { Course } from "../lanes/protocol.ts";
import type { Entry } from "../race/race.ts";
import { specOf } from "../race/race.ts";

/** Wrappers that the contract has itself. */
const ofContract = ["accumulate", "clip"];

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const namesOf = (optimizer: string) => optimizer.split(/[()]+/).filter(Boolean);
const packageOf = (name: string) => `@downhill/${ofContract.includes(name) ? "plugin" : name}`;
/** `lookahead(adam)` as code. */
const expression = (optimizer: string) => optimizer.replace(/[^()]+/g, camel);

export const installLine = ({ optimizer }: Pick<Entry, "optimizer">, ...more: string[]): string =>
  `npm install ${[...new Set([...namesOf(optimizer).map(packageOf), ...more])].join(" ")}`;

const imports = (optimizer: string): string[] =>
  namesOf(optimizer).map((name) => `import { ${camel(name)} } from "${packageOf(name)}";`);

const text = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/"(\w+)":/g, " $1: ")
    .replaceAll(",", ", ")
    .replace(/\s+/g, " ")
    .replace(/([^{ ])}/g, "$1 }");

/** The optimizer with these numbers, for people's own parameters. */
export function useSnippet({ optimizer, hyper }: Entry): string {
  const made = `${expression(optimizer)}(parameters${Object.keys(hyper).length > 0 ? `, ${text(hyper)}` : ""})`;
  return [
    ...imports(optimizer),
    "",
    "// parameters: { w: { value: Float32Array, grad: Float32Array }, … }",
    `const optimizer = ${made};`,
    "optimizer.step(); // reads grad, moves value",
  ].join("\n");
}

/** Runs the lane again in Node, to the bit, for so many evaluations. */
export function runSnippet(course: Course, entry: Entry, evaluations: number): string {
  const { optimizer } = entry;
  const { targets: _, ...spec } = specOf({ ...course, budget: Math.max(1, evaluations) }, entry);
  const lines = Object.entries(spec).map(
    ([key, value]) => `  ${key}: ${typeof value === "object" ? text(value) : JSON.stringify(value)},`,
  );
  return [
    ...imports(optimizer),
    'import { selfContained as problems } from "@downhill/problems/self-contained";',
    'import { runToEnd } from "@downhill/runs/run";',
    "",
    "const spec = {",
    ...lines,
    "};",
    `const optimizers = { ${JSON.stringify(optimizer)}: ${expression(optimizer)} };`,
    "const { loss, hash } = runToEnd(spec, { optimizers, problems });",
    "console.log(loss, hash);",
  ].join("\n");
}
