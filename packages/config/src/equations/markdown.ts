import type { Described } from "./load.ts";

/** The formulas as one block, aligned at their equals signs; nothing where there are none. */
export function equationsBlock({ equations }: Described): string {
  if (!equations) return "";
  const lines = equations.latex.map((line) => line.replace(" = ", " &= "));
  return `$$\n\\begin{aligned}\n${lines.join(" \\\\\n")}\n\\end{aligned}\n$$\n`;
}

/** How hyperparameters are written in the formulas, by their names. */
export const symbolIn = ({ equations }: Described, name: string): string | undefined => equations?.symbols[name];

/** What the comment above a definition says, a paragraph each. */
export const notes = ({ source }: Described): string =>
  (source?.paragraphs ?? []).map((each) => `${each}\n`).join("\n");
