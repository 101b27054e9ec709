import { resolve } from "node:path";
import { optimizers, wrappers } from "@downhill/catalog";
import { problems } from "@downhill/problems/registry";
import type { Command } from "commander";
import { type OptimizerEntry, optimizerEntry, type ProblemEntry, problemEntry } from "../listing.ts";
import { list } from "../options.ts";
import { isUnverified, loadOptimizers } from "../plan/optimizers.ts";
import { boxed, terminalWidth, wrap } from "../table.ts";

interface ListFlags {
  plugin?: string[];
  json?: true;
}

export function addListCommand(command: Command): void {
  command
    .option(
      "--plugin <paths...>",
      "modules whose plugins are listed as well",
      list((path) => resolve(path)),
    )
    .option("--json", "print one JSON document and nothing else")
    .action(async ({ plugin = [], json }: ListFlags) => {
      const loaded = await loadOptimizers(plugin);
      const found: ProblemEntry[] = [];
      for (const problem of Object.values(problems)) found.push(await problemEntry(problem));
      const known = [...Object.keys(optimizers), ...loaded.own].map((name) => optimizerEntry(loaded, name));
      const wrapping = Object.values(wrappers).map(({ name, doc, paper }) => ({ name, doc, paper }));
      if (json) console.log(JSON.stringify({ problems: found, optimizers: known, wrappers: wrapping }));
      else console.log(listed(found, known, Object.keys(wrappers), terminalWidth()));
    });
}

function listed(
  found: readonly ProblemEntry[],
  known: readonly OptimizerEntry[],
  wrapping: readonly string[],
  width: number,
): string {
  const problemTable = boxed(
    ["problem", "group", "parameters", "gradients", "targets"],
    found.map(({ name, group, parameters, budget, targets }) => [
      name,
      group,
      parameters?.toLocaleString("en") ?? "not installed",
      budget.toLocaleString("en"),
      targets.map(({ loss }) => loss.toPrecision(3)).join("  "),
    ]),
  );
  const optimizerTable = boxed(
    ["optimizer", "state per weight", "gradients a step", "searched"],
    known.map(({ name, reference, state, gradients, hyper }) => [
      isUnverified({ reference }) ? `${name} (unverified)` : name,
      `${Number(state.toFixed(2))}`,
      typeof gradients === "number" ? `${gradients}` : `1 – ${gradients.most}`,
      `${Object.values(hyper).filter(({ search }) => search).length}`,
    ]),
  );
  const around = wrap(`Wrappers, as in lookahead(adam): ${wrapping.join(", ")}.`, width);
  const note = wrap(
    `Gradients: of a run. Targets: losses to reach. State: numbers remembered for each weight of a matrix of 64 × 64. Searched: hyperparameters that trials vary.`,
    width,
  );
  return [problemTable, optimizerTable, around, note].join("\n");
}
