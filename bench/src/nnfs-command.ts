import { type Command, Option } from "commander";
import { type CellHyper, type CellName, cells } from "./notebook.ts";
import { number, whole } from "./options.ts";
import { withProgress } from "./progress.ts";
import { printed, replay } from "./replay.ts";

interface NnfsFlags extends Partial<CellHyper> {
  data: "spiral" | "vertical";
  samples: number;
  classes: number;
  hidden: number;
  seed: number;
  skip: number;
  optimizers: CellName;
  epochs: number;
  every: number;
  json?: true;
}

const describe = (key: keyof CellHyper) =>
  Object.entries(cells)
    .filter(([, cell]) => key in cell)
    .map(([name, cell]) => `${name} ${(cell as CellHyper)[key]}`)
    .join(", ");

export function addNnfsCommand(command: Command): void {
  command
    .addOption(new Option("--data <name>", "data set").choices(["spiral", "vertical"]).default("spiral"))
    .option("--samples <n>", "points of each class", whole(1, 1e6), 100)
    .option("--classes <n>", "classes", whole(1, 256), 3)
    .option("--hidden <n>", "units of the hidden layer", whole(1, 1e6), 64)
    .option("--seed <n>", "seed of NumPy's legacy generator", whole(0, 2 ** 32 - 1), 0)
    .option("--skip <n>", "normals drawn and thrown away first", whole(0), 0)
    .addOption(new Option("--optimizers <name>", "which one").choices(Object.keys(cells)).default("sgd"))
    .option("--lr <x>", `learning rate (default: ${describe("lr")})`, number)
    .option("--decay <x>", `its inverse-time decay (default: ${describe("decay")})`, number)
    .option("--momentum <x>", `sgd, rmsprop (default: ${describe("momentum")})`, number)
    .option("--rho <x>", `(default: ${describe("rho")})`, number)
    .option("--beta1 <x>", `(default: ${describe("beta1")})`, number)
    .option("--beta2 <x>", `(default: ${describe("beta2")})`, number)
    .option("--eps <x>", `(default: ${describe("eps")})`, number)
    .option("--epochs <n>", "epochs; the first is 0", whole(1), 10_001)
    .option("--every <n>", "epochs from one row to the next", whole(1), 100)
    .option("--json", "print one JSON document and nothing else")
    .action((flags: NnfsFlags) => {
      const { data, samples, classes, hidden, seed, skip, epochs, every, json, ...rest } = flags;
      const { optimizers: optimizer, ...given } = rest;
      const problem = { data, samplesPerClass: samples, classes, hidden, seed, skip };
      const hyper = { ...cells[optimizer], ...given };
      const result = withProgress(epochs, (advance) =>
        replay({ problem, optimizer, hyper, epochs, every }, () => advance(optimizer)),
      );
      console.log(json ? JSON.stringify(result) : result.rows.map(printed).join("\n"));
    });
}
