import { existsSync, readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import type { Plan } from "../plan/plan.ts";
import { begin, isEmpty, resume, type Store } from "../store/folder.ts";
import type { BenchFlags } from "./flags.ts";

const results = fileURLToPath(new URL("../../results", import.meta.url));

/**
 * The folder that the flags ask for: begun, or as it was left.
 * @throws Error where it holds something else
 */
export async function openFolder(flags: BenchFlags): Promise<{ folder: string; store: Store }> {
  const folder =
    flags.out !== undefined ? resolve(flags.out) : ((flags.resume && latest()) ?? join(results, timestamp()));
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Error(`--out: ${folder} is no folder`);
  if (isEmpty(folder)) return { folder, store: begin(folder, await planOf(flags)) };
  if (!flags.resume) throw new Error(`--out: ${folder} is not empty; with --resume, what is begun there is finished`);
  const store = resume(folder);
  if (asksForPlan(flags)) checkSame(folder, store.plan, await planOf(flags));
  return { folder, store };
}

async function planOf({
  suite,
  seed = 0,
  optimizers,
  problems: names,
  seeds,
  trials,
  track,
  plugin,
}: BenchFlags): Promise<Plan> {
  // All that there is, which a folder with a plan does without.
  const [{ makePlan }, { loadOptimizers }, registry] = await Promise.all([
    import("../plan/make.ts"),
    import("../plan/optimizers.ts"),
    import("@downhill/problems/registry"),
  ]);
  const plugins = (plugin ?? []).map((path) => resolve(path));
  const choices = { suite: suite ?? "quick", seed, optimizers, problems: names, seeds, trials, tracks: track, plugins };
  return makePlan(choices, await loadOptimizers(plugins), registry.problems);
}

/** Whether there is more among the flags than how to run what the folder's plan says. */
const asksForPlan = ({ jobs, queue, verify, lock, out, resume, json, ...rest }: BenchFlags): boolean =>
  Object.keys(rest).length > 0;

/** Follows from the rest; what is gone on with are the folder's own trials. */
const following: readonly (keyof Plan)[] = ["versions", "suite", "drawn"];

/** @throws Error naming what differs */
function checkSame(folder: string, is: Plan, asked: Plan): void {
  for (const key of Object.keys(asked) as (keyof Plan)[]) {
    if (following.includes(key) || isDeepStrictEqual(is[key], asked[key])) continue;
    const [there, here] = differing(is[key], asked[key]);
    throw new Error(`${folder} holds results of another plan: its ${key}: ${there}, asked for: ${here}`);
  }
}

/** Two values that differ as text: of problems, their names where these say it. */
function differing(...values: [unknown, unknown]): string[] {
  const names = values.map((value) =>
    JSON.stringify(value, (_, each) => (Array.isArray(each) ? each.map((one) => one?.name ?? one) : each)),
  );
  return names[0] === names[1] ? values.map((value) => JSON.stringify(value)) : names;
}

const isTimestamp = (name: string): boolean => /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.\d{3}$/.test(name);

/** `2026-01-31T09-05-00.123`, in UTC: a name that every file system takes. */
const timestamp = (): string => new Date().toISOString().replaceAll(":", "-").slice(0, -1);

function latest(): string | undefined {
  const names = existsSync(results) ? readdirSync(results).filter(isTimestamp).sort() : [];
  return names.length > 0 ? join(results, names.at(-1)!) : undefined;
}
