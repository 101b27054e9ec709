import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Metadata } from "../plugins.ts";
import { camelCase } from "../workspace.ts";
import { type Equations, equationsOf } from "./equations.ts";
import { type Source, sourceOf } from "./source.ts";

/** What the text of a plugin's module says, beside the metadata that it exports. */
export interface Described {
  readonly source?: Source | undefined;
  /** Of an elementwise rule. */
  readonly equations?: Equations | undefined;
}

const wrappers = "packages/plugin/src/wrappers";

/** The modules that a plugin may be in: its package's, or one of the contract's own. */
function filesOf(root: string, name: string): string[] {
  const own = `packages/optimizers/${name}/src/index.ts`;
  if (existsSync(join(root, own))) return [own];
  if (!existsSync(join(root, wrappers))) return [];
  return readdirSync(join(root, wrappers))
    .filter((file) => /^[^.]+\.ts$/.test(file))
    .map((file) => `${wrappers}/${file}`);
}

/** @throws SyntaxError naming the file whose rule has no form in LaTeX */
function describedOf(root: string, { name, hyper }: Metadata): Described {
  for (const file of filesOf(root, name)) {
    const source = sourceOf(file, readFileSync(join(root, file), "utf8"), camelCase(name));
    if (!source) continue;
    if (source.definer !== "elementwise" || !source.rule) return { source };
    const docs = Object.fromEntries(Object.entries(hyper).map(([key, { doc }]) => [key, doc]));
    try {
      return { source, equations: equationsOf(source.rule, docs) };
    } catch (error) {
      throw new SyntaxError(`${file}: ${(error as Error).message}`, { cause: error });
    }
  }
  return {};
}

/** Of each plugin and wrapper, by its name. */
export const describe = (root: string, all: readonly Metadata[]): Map<string, Described> =>
  new Map(all.map((each) => [each.name, describedOf(root, each)]));
