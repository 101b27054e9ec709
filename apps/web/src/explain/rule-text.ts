import type { Equations, Formula } from "@downhill/catalog/equations";

/** A rule written anew, so that a trace of it has a number for every assignment and every condition. */
export interface RuleText {
  readonly source: string;
  /** The trace's name of what the i-th formula assigns. */
  readonly assignment: (i: number) => string;
  /** The trace's name of a condition that is part of a formula. */
  readonly condition: (formula: Formula) => string;
}

/** A formula as the rule language has it. */
function sourceOf(formula: Formula, name: (name: string) => string): string {
  if (typeof formula === "string") return name(formula);
  if (typeof formula === "number") return String(formula);
  const [op, ...of] = formula as [string, ...Formula[]];
  const args = of.map((each) => sourceOf(each, name));
  if (op === "?") return `(${args[0]} ? ${args[1]} : ${args[2]})`;
  if (/^[a-z]/.test(op)) return `Math.${op}(${args.join(", ")})`;
  return args.length === 1 ? `(${op}${args[0]})` : `(${args.join(` ${op} `)})`;
}

/** Every condition in it that is more than a name, from the leaves up. */
function* conditions(formula: Formula): Generator<Formula> {
  if (typeof formula !== "object") return;
  for (const each of formula.slice(1)) yield* conditions(each);
  if (formula[0] === "?" && typeof formula[1] === "object") yield formula[1];
}

/** Every name in it. */
export function* names(formula: Formula): Generator<string> {
  if (typeof formula === "string") yield formula;
  else if (typeof formula === "object") for (const each of formula.slice(1)) yield* names(each);
}

/**
 * The rule that the formulas are, in the rule language. A minifier may have renamed and joined the assignments of the
 * plugin's own text; how a rule is spelled makes no difference to its bits.
 */
export function ruleText({ names: assigned, formulas, elements }: Equations): RuleText {
  const present = new Map(Object.values(elements).map((name) => [name, `_${name}`]));
  const scalars = new Set<string>();
  const tests = new Map<Formula, string>();
  const body: string[] = [];
  const current = (name: string) => {
    const known = present.get(name);
    if (known === undefined && name !== "t") scalars.add(name);
    return known ?? name;
  };
  formulas.forEach((formula, i) => {
    for (const each of conditions(formula)) {
      tests.set(each, `_if${tests.size}`);
      body.push(`const ${tests.get(each)} = ${sourceOf(each, current)};`);
    }
    body.push(`const _${i} = ${sourceOf(formula, current)};`);
    present.set(assigned[i]!, `_${i}`);
  });
  const pairs = (of: readonly (readonly [string, string])[]) => `{ ${of.map((each) => each.join(": ")).join(", ")} }`;
  const arrays = Object.entries(elements);
  const taken = pairs(arrays.map(([key, name]) => [key, `_${name}`]));
  const given = pairs([...scalars].map((name) => [name, name]));
  const returned = pairs(arrays.flatMap(([key, name]) => (key === "g" ? [] : [[key, present.get(name)!] as const])));
  return {
    source: `(${taken}, ${given}, t) => { ${body.join(" ")} return ${returned}; }`,
    assignment: (i) => `_${i}`,
    condition: (formula) => tests.get(formula)!,
  };
}
