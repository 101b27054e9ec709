import { resolve } from "node:path";
import type { Command } from "commander";
import { pack, readResults } from "../store/folder.ts";

export function addPackCommand(command: Command): void {
  command
    .argument("<folder>", "where the results are")
    .argument("<to>", "an empty folder, or one to be made")
    .action((folder: string, to: string) => pack(resolve(to), readResults(folder)));
}
