/** What a spec's names stand for: the first race's own at once, the rest of the catalog when it is asked for. */

import { adagrad } from "@downhill/adagrad";
import { adam } from "@downhill/adam";
import type { Plugin } from "@downhill/plugin";
import type { Problem } from "@downhill/problems";
import { moons, spiral } from "@downhill/problems/planes";
import { rmsprop } from "@downhill/rmsprop";
import type { RunSpec, Schedules, Surroundings } from "@downhill/runs/run";
import { sgd } from "@downhill/sgd";
import { OWN } from "../planes/own-name.ts";
import type { Course } from "./protocol.ts";

const own: Record<string, Plugin> = { adagrad, adam, rmsprop, sgd };
const problems: Record<string, Problem> = { moons, spiral };
let parse: ((text: string) => Plugin) | undefined;

/** @throws RangeError for what is no name of the catalog */
export function pluginOf(text: string): Plugin {
  if (Object.hasOwn(own, text)) return own[text]!;
  if (parse) return parse(text);
  throw new RangeError(`the optimizer ${text} has not been loaded`);
}

/** Schedules, too, come when one is asked for. */
export const surroundings: Surroundings & { schedules?: Schedules } = { optimizers: pluginOf, problems };

export async function loadCatalog(): Promise<typeof import("@downhill/catalog")> {
  const catalog = await import("@downhill/catalog");
  ({ parse } = catalog);
  return catalog;
}

export async function loadProblems(): Promise<Readonly<Record<string, Problem>>> {
  const [{ planes }, { problems: all }] = await Promise.all([
    import("../planes/planes.ts"),
    import("@downhill/problems/registry"),
  ]);
  // The digits' data are 41 MB: see vite.config.ts.
  const { "mnist-perceptron": _, ...registered } = all;
  for (const [name, each] of Object.entries({ ...planes, ...registered })) problems[name] ??= each;
  return problems;
}

/** Those whose points lie in the plane. */
export const isPlane = async (name: string): Promise<boolean> =>
  ["spiral", "moons"].includes(name) || name in (await import("../planes/planes.ts")).planes;

/** Loads what these names need. Names that there are not are for `run` to refuse. @throws (rejects) for points that are none */
export async function load(
  problem: string,
  points: Course["points"],
  entries: readonly Pick<RunSpec, "optimizer" | "schedule">[],
): Promise<void> {
  if (problem === OWN) problems[OWN] = (await import("../planes/own.ts")).ownPoints(points ?? []);
  else if (!Object.hasOwn(problems, problem)) await loadProblems();
  if (Object.hasOwn(problems, problem)) await problems[problem]!.prepare();
  if (!entries.every(({ optimizer }) => Object.hasOwn(own, optimizer))) await loadCatalog();
  if (entries.some(({ schedule }) => schedule))
    ({ schedules: surroundings.schedules } = await import("@downhill/runs/schedules"));
}
