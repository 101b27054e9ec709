import { mnist, numpyRandom } from "@downhill/problems";
import { type Command, Option } from "commander";
import { whole } from "../options.ts";
import { withProgress } from "../progress.ts";
import { terminalWidth } from "../table.ts";
import { type NetworkName, networks, splitSeed, trainDigits } from "./digits.ts";
import { digitsTable } from "./table.ts";

interface DigitsFlags {
  network: NetworkName | "both";
  seeds: number;
  epochs: number;
  json?: true;
}

const names = Object.keys(networks) as NetworkName[];

export function addDigitsCommand(command: Command): void {
  command
    .addOption(new Option("--network <name>", "which network").choices([...names, "both"]).default("both"))
    .option("--seeds <n>", "seeds, from 0, of the weights and the batches", whole(1, 1e6), 5)
    .option("--epochs <n>", "times that each sees all training digits", whole(1), 5)
    .option("--json", "print one JSON document and nothing else")
    .action(async ({ network, seeds, epochs, json }: DigitsFlags) => {
      const digits = await mnist({ random: numpyRandom(splitSeed) });
      const chosen = network === "both" ? names : [network];
      const runs = withProgress(chosen.length * seeds * epochs, (advance) =>
        chosen.flatMap((name) =>
          Array.from({ length: seeds }, (_, seed) =>
            trainDigits(name, seed, digits, epochs, () => advance(`${name}, seed ${seed}`)),
          ),
        ),
      );
      console.log(json ? JSON.stringify({ epochs, runs }) : digitsTable(runs, epochs, digits, terminalWidth()));
    });
}
