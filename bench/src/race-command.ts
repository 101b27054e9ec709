import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { all, type Name } from "@downhill/catalog";
import { type Command, Option } from "commander";
import { number, positiveNumber } from "./options.ts";
import { withProgress } from "./progress.ts";
import { race } from "./race.ts";
import { raceTable } from "./race-table.ts";

const latest = fileURLToPath(new URL("../results/latest.json", import.meta.url));

interface RaceFlags {
  optimizer?: Name[];
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
    .addOption(new Option("--optimizer <name...>", "optimizers to train (default: all)").choices(Object.keys(all)))
    .option("--seeds <n>", "seeds, from 0", positiveNumber, 3)
    .option("--epochs <n>", "updates, each on the whole data", positiveNumber, 2000)
    .option("--target <accuracy>", "the accuracy whose first epoch is reported, 0 to 1", number, 0.75)
    .option("--out <file>", "where the curves go", latest)
    .option("--json", "print the results file on stdout and nothing else")
    .action(({ optimizer, seeds, epochs, target, out, json }: RaceFlags) => {
      if (target < 0 || target > 1) program.error(`error: --target must be from 0 to 1, got ${target}`);
      const optimizers = optimizer ?? (Object.keys(all) as Name[]);
      const options = { optimizers, seeds: Array.from({ length: seeds }, (_, i) => i), epochs, target };
      mkdirSync(dirname(out), { recursive: true });
      accessSync(dirname(out), constants.W_OK); // before the work, which a bad path would lose
      const results = withProgress(optimizers.length * seeds * (epochs + 1), (advance) => race(options, advance));
      const text = JSON.stringify(results);
      writeFileSync(out, `${text}\n`);
      console.log(
        json
          ? text
          : `${raceTable(results)}\nCurves: ${relative(process.cwd(), out)}${out === latest ? " (see them with: pnpm web)" : ""}`,
      );
    });
}
