import type { Plugin } from "@downhill/plugin";
import type { Problem } from "@downhill/problems";
import type { Optimizers } from "./plan/optimizers.ts";
import { defaultsOf } from "./plan/space.ts";
import { stateOf } from "./plan/state.ts";

/** What is to be known of a problem before it is compared on. */
export interface ProblemEntry {
  readonly name: string;
  readonly group: Problem["group"];
  readonly doc: string;
  readonly source: string;
  readonly metric: Problem["metric"];
  readonly precision: Problem["precision"];
  /** Numbers that are optimised; null where its data are not installed. */
  readonly parameters: number | null;
  /** Gradients of a run. */
  readonly budget: number;
  readonly targets: readonly { readonly name: string; readonly loss: number }[];
}

export async function problemEntry(problem: Problem): Promise<ProblemEntry> {
  const { name, group, doc, source, metric, precision, budget } = problem;
  const targets = problem.targets.map((target) => ({ name: target.name, loss: target.loss }));
  return { name, group, doc, source, metric, precision, parameters: await sizeOf(problem), budget, targets };
}

async function sizeOf(problem: Problem): Promise<number | null> {
  try {
    await problem.prepare();
  } catch {
    return null;
  }
  const { parameters, lesson } = problem.start();
  const size = Object.values(parameters).reduce((sum, { value }) => sum + value.length, 0);
  lesson?.model.dispose();
  return size;
}

/** What is to be known of an optimizer. */
export interface OptimizerEntry {
  readonly name: string;
  readonly doc: string;
  readonly paper: string;
  readonly reference: string;
  /** Numbers that it remembers for each weight of a matrix of 64 × 64. */
  readonly state: number;
  /** Gradients that a step computes; a line search as many as it has to, at most. */
  readonly gradients: number | { readonly most: number };
  readonly hyper: Plugin["hyper"];
}

export function optimizerEntry({ named }: Optimizers, text: string): OptimizerEntry {
  const plugin = named(text);
  const { name, doc, paper, reference, hyper } = plugin;
  const evaluations = plugin.evaluations(defaultsOf(plugin));
  const gradients = typeof evaluations === "number" ? 1 + evaluations : { most: 1 + evaluations.most };
  return { name, doc, paper, reference, state: stateOf(plugin), gradients, hyper };
}
