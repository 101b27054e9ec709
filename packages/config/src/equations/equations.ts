import { type Formula, formulaOf } from "./formula.ts";
import { show, symbols } from "./names.ts";
import { print } from "./print.ts";
import type { Tree } from "./tree.ts";

/** A rule as formulas. */
export interface Equations {
  /** One for each assignment, in the rule's order. */
  readonly latex: readonly string[];
  /** The name in the rule that each of them is of. */
  readonly names: readonly string[];
  /** What each of them says of that name, as a tree. */
  readonly formulas: readonly Formula[];
  /** How names in the rule are written: hyperparameters, arrays, scalars, intermediates. */
  readonly symbols: Readonly<Record<string, string>>;
  /** What the rule calls the weight, the gradient and the state's arrays, by their own names. */
  readonly elements: Readonly<Record<string, string>>;
}

/** The names that a pattern such as `{ w: y, g }` declares, by the properties that they are of. */
const declared = (pattern: Tree | undefined): [key: string, name: string][] =>
  (pattern?.properties ?? []).map(({ key, value }) => [key!.name!, (value as Tree).name!]);

/** An assignment: `const name = value`, `name = value`, and what is returned by another name. */
interface Assignment {
  readonly name: string;
  readonly value: Tree;
}

function assignments(rule: Tree): Assignment[] {
  const steps: Assignment[] = [];
  const { body } = rule.body as Tree;
  for (const statement of body as readonly Tree[]) {
    if (statement.type === "VariableDeclaration")
      for (const { id, init } of statement.declarations!) steps.push({ name: id!.name!, value: init! });
    else if (statement.type === "ExpressionStatement" && statement.expression!.operator === "=")
      steps.push({ name: statement.expression!.left!.name!, value: statement.expression!.right! });
    else if (statement.type === "ReturnStatement")
      for (const { key, value } of statement.argument!.properties!) {
        const output = value as Tree;
        if (output.name !== key!.name) steps.push({ name: key!.name!, value: output });
      }
    else throw new SyntaxError(`${statement.type} has no form in LaTeX`);
  }
  return steps;
}

/** Every name that a formula reads. */
function* read(tree: unknown): Generator<string> {
  if (typeof tree !== "object" || tree === null) return;
  const { type, name } = tree as Tree;
  if (type === "Identifier") yield name!;
  for (const [key, child] of Object.entries(tree))
    if (key !== "callee") yield* Array.isArray(child) ? child.flatMap((each) => [...read(each)]) : read(child);
}

/**
 * The formulas of a rule, from its syntax tree. State and weights have the step's number below them, that of the step
 * before until they are assigned; what is assigned more than once in a step has primes until the last time.
 * @param rule the function that an elementwise definition calls `rule`
 * @param docs texts of the hyperparameters, which name their letters
 * @throws SyntaxError for what is not in the rule language
 */
export function equationsOf(rule: Tree, docs: Readonly<Record<string, string>>): Equations {
  const [elements, scalars, count] = rule.params!;
  const arrays = declared(elements);
  const numbers = declared(scalars).map(([, name]) => name);
  const steps = assignments(rule);
  const state = new Set(arrays.map(([, name]) => name));
  // Where `{ w: y }` calls the weights y, what is returned as `w` is the new y.
  const byKey = new Map(arrays);
  const nameOf = (name: string) => byKey.get(name) ?? name;

  const all = [...new Set([...arrays.map(([, name]) => name), ...numbers, ...steps.map(({ name }) => nameOf(name))])];
  const written = symbols(all, docs);
  const moving = new Set(numbers.filter((name) => !Object.hasOwn(docs, name)));
  const last = new Map(steps.map(({ name }, i) => [nameOf(name), i]));
  const done = new Map<string, string>(); // how what is assigned is written from here on
  const primes = new Map<string, number>();

  const nameAt = (name: string): string => {
    const of = nameOf(name);
    if (name === count?.name) return "t";
    const known = done.get(of);
    if (known !== undefined) return known;
    const symbol = written.get(of);
    if (!symbol) throw new SyntaxError(`${name} is not a name of the rule`);
    if (of === "g") return show(symbol, "t");
    return show(symbol, state.has(of) ? "t-1" : moving.has(of) ? "t" : "");
  };

  const latex = steps.map(({ name, value }, i) => {
    const of = nameOf(name);
    const right = print(value, nameAt);
    const varies = [...read(value)].some(
      (each) => each === count?.name || state.has(nameOf(each)) || moving.has(nameOf(each)),
    );
    if (varies) moving.add(of);
    const symbol = written.get(of)!;
    const times = (primes.get(of) ?? 0) + 1;
    primes.set(of, times);
    const prime = last.get(of) === i ? "" : "'".repeat(times);
    const left = show({ ...symbol, base: `${symbol.base}${prime}` }, varies || state.has(of) ? "t" : "");
    done.set(of, left);
    return `${left} = ${right}`;
  });
  return {
    latex,
    names: steps.map(({ name }) => nameOf(name)),
    formulas: steps.map(({ value }) => formulaOf(value, (name) => (name === count?.name ? "t" : nameOf(name)))),
    symbols: Object.fromEntries([...written].map(([name, symbol]) => [name, show(symbol)])),
    elements: Object.fromEntries(arrays),
  };
}
