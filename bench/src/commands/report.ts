import { resolve } from "node:path";
import type { Command } from "commander";
import { readResults } from "../store/folder.ts";
import { printResults } from "./print.ts";

export function addReportCommand(command: Command): void {
  command
    .argument("<folder>", "where the results are")
    .option("--json", "print one JSON document and nothing else")
    .action(async (folder: string, { json }: { json?: true }) => {
      await printResults(resolve(folder), readResults(folder), json === true);
    });
}
