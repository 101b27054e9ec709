import { relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Name } from "@downhill/catalog";
import type { Command } from "commander";
import { entrantList, entrants, entrantWords } from "./entrants.ts";
import { between, whole } from "./options.ts";
import { writer } from "./output.ts";
import { withProgress } from "./progress.ts";
import { race, warmUp } from "./race.ts";
import { raceTable } from "./race-table.ts";
import { terminalWidth } from "./table.ts";

const latest = fileURLToPath(new URL("../results/latest.json", import.meta.url));

interface RaceFlags {
  optimizers?: Name[];
  seeds: number;
  epochs: number;
  target: number;
  out: string;
  json?: true;
}

export function addRaceCommand(program: Command): void {
  program
    .command("race", { isDefault: true })
    .description("train the optimizers on the spiral, from the same weights, and print a convergence table")
    .option("--optimizers <names...>", entrantWords, entrantList)
    .option("--seeds <n>", "seeds, from 0", whole(1, 1e6), 3)
    .option("--epochs <n>", "updates, each on the whole data", whole(1), 2000)
    .option("--target <accuracy>", "the accuracy whose first epoch is reported, 0 to 1", between(0, 1), 0.75)
    .option("--out <file>", "where the curves go", latest)
    .option("--json", "print the results file on stdout and nothing else")
    .action(({ optimizers = [...entrants], seeds, epochs, target, out, json }: RaceFlags) => {
      const write = writer("--out", out); // before the work, which a bad path would lose
      warmUp(optimizers);
      const options = { optimizers, seeds: Array.from({ length: seeds }, (_, i) => i), epochs, target };
      const results = withProgress(optimizers.length * seeds * (epochs + 1), (advance) => race(options, advance));
      const text = JSON.stringify(results);
      console.log(json ? text : raceTable(results, terminalWidth()));
      write(`${text}\n`);
      const hint = out === latest ? " (see them with: pnpm web)" : "";
      if (!json) console.log(`Curves: ${relative(process.cwd(), out)}${hint}`);
    });
}
