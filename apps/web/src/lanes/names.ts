/** What a spec's names stand for: the first race's own at once, the rest of the catalog when it is asked for. */

import { adagrad } from "@downhill/adagrad";
import { adam } from "@downhill/adam";
import type { Plugin } from "@downhill/plugin";
import type { Problem } from "@downhill/problems";
import { moons, spiral } from "@downhill/problems/planes";
import { rmsprop } from "@downhill/rmsprop";
import type { Surroundings } from "@downhill/runs/run";
import { sgd } from "@downhill/sgd";

const own: Record<string, Plugin> = { adagrad, adam, rmsprop, sgd };
const problems: Record<string, Problem> = { moons, spiral };
let parse: ((text: string) => Plugin) | undefined;

/** @throws RangeError for what is no name of the catalog */
export function pluginOf(text: string): Plugin {
  if (Object.hasOwn(own, text)) return own[text]!;
  if (parse) return parse(text);
  throw new RangeError(`the optimizer ${text} has not been loaded`);
}

export const surroundings = { optimizers: pluginOf, problems } as const satisfies Surroundings;

export async function loadCatalog(): Promise<typeof import("@downhill/catalog")> {
  const catalog = await import("@downhill/catalog");
  ({ parse } = catalog);
  return catalog;
}

/** Loads what these names need. Names that there are not are for `run` to refuse. */
export async function load(problem: string, optimizers: readonly string[]): Promise<void> {
  if (!Object.hasOwn(problems, problem)) {
    const { selfContained } = await import("@downhill/problems/self-contained");
    for (const [name, each] of Object.entries(selfContained)) problems[name] ??= each;
  }
  if (!optimizers.every((name) => Object.hasOwn(own, name))) await loadCatalog();
}
