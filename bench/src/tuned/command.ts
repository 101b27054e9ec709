import type { Command } from "commander";
import { list, oneOf, whole } from "../options.ts";
import { withProgress } from "../progress.ts";
import { terminalWidth } from "../table.ts";
import { tunedTable } from "./table.ts";
import { type ContestantName, contestants, rates, train, tune, tuningSeeds } from "./tuned.ts";

interface TunedFlags {
  optimizers?: ContestantName[];
  seeds: number;
  gradients: number;
  json?: true;
}

const names = Object.keys(contestants) as ContestantName[];

export function addTunedCommand(command: Command): void {
  command
    .option("--optimizers <names...>", `${names.join(", ")} (default: all)`, list(oneOf(names)))
    .option("--seeds <n>", "seeds, from 0", whole(1, 1e6), 5)
    .option("--gradients <n>", "how many each run may take", whole(26), 10_001)
    .option("--json", "print one JSON document and nothing else")
    .action(({ optimizers = names, seeds, gradients, json }: TunedFlags) => {
      const turns = optimizers.length * (rates.length * tuningSeeds.length + seeds);
      const results = withProgress(turns, (advance) =>
        optimizers.map((name) => {
          const rate = tune(name, gradients, () => advance(`${name}, tuning`));
          const runs = Array.from({ length: seeds }, (_, seed) => {
            const run = train(name, rate, seed, gradients);
            advance(`${name}, seed ${seed}`);
            return run;
          });
          return { name, runs };
        }),
      );
      console.log(json ? JSON.stringify({ gradients, results }) : tunedTable(results, gradients, terminalWidth()));
    });
}
