import type { Described } from "./load.ts";

/** `catalog/src/equations.ts`, unformatted. */
export function equationsSource(described: ReadonlyMap<string, Described>): string {
  const found = [...described].flatMap(([name, { equations }]) => (equations ? [[name, equations] as const] : []));
  const names = found.map(([name]) => JSON.stringify(name)).join(" | ") || "never";
  return `// Written by \`pnpm sync\` from the rules in packages/optimizers: edit those.

/** An element-wise optimizer's rule as formulas. */
export interface Equations {
  /**
   * LaTeX, one for each assignment in the order of the rule: \`m_t = …\`. Arrays have the step's number below them, t - 1
   * until they are assigned; what is assigned more than once in a step has primes until the last time.
   */
  readonly latex: readonly string[];
  /** The name in the rule that each of \`latex\` is of, as \`@downhill/plugin/trace\` gives its number. */
  readonly names: readonly string[];
  /** How each name of the rule is written, hyperparameters too: \`{ beta1: "\\\\beta_1" }\`. */
  readonly symbols: Readonly<Record<string, string>>;
}

/** The names of the element-wise optimizers. */
export type ElementwiseName = ${names};

/** The equations of every element-wise optimizer, by its name. */
export const equations: Readonly<Record<ElementwiseName, Equations>> = ${JSON.stringify(Object.fromEntries(found))};
`;
}
