import type { Described } from "./load.ts";

/** `catalog/src/equations.ts`, unformatted. */
export function equationsSource(described: ReadonlyMap<string, Described>): string {
  const found = [...described].flatMap(([name, { equations }]) => (equations ? [[name, equations] as const] : []));
  const names = found.map(([name]) => JSON.stringify(name)).join(" | ") || "never";
  return `// Written by \`pnpm sync\` from the rules in packages/optimizers: edit those.

/** A name, a number, or an operator and what it is of: \`["-", 1, ["**", "beta1", "t"]]\`. */
export type Formula = string | number | readonly Formula[];

/** An element-wise optimizer's rule as formulas. */
export interface Equations {
  /**
   * LaTeX, one for each assignment in the order of the rule: \`m_t = …\`. Arrays have the step's number below them, t - 1
   * until they are assigned; what is assigned more than once in a step has primes until the last time.
   */
  readonly latex: readonly string[];
  /** The name in the rule that each of \`latex\` is of, as \`@downhill/plugin/trace\` gives its number. */
  readonly names: readonly string[];
  /**
   * What each of \`latex\` says of its name, as a tree, whatever a minifier has made of the rule's text: infix operators,
   * \`["-", x]\`, \`["!", x]\`, \`["?", condition, then, otherwise]\` and functions of \`Math\`. A name is what was last assigned to it.
   */
  readonly formulas: readonly Formula[];
  /** How each name of the rule is written, hyperparameters too: \`{ beta1: "\\\\beta_1" }\`. */
  readonly symbols: Readonly<Record<string, string>>;
  /** What the rule calls the weight \`w\`, the gradient \`g\` and the state's arrays: \`y\` is the weight of Schedule-Free. */
  readonly elements: Readonly<Record<string, string>>;
}

/** The names of the element-wise optimizers. */
export type ElementwiseName = ${names};

/** The equations of every element-wise optimizer, by its name. */
export const equations: Readonly<Record<ElementwiseName, Equations>> = ${JSON.stringify(Object.fromEntries(found))};
`;
}
