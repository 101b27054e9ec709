import type { Command } from "commander";
import { changes } from "../report/changes.ts";
import { changesText } from "../report/changes-text.ts";
import { report } from "../report/report.ts";
import { readResults } from "../store/folder.ts";
import { terminalWidth } from "../table.ts";

export function addCompareCommand(command: Command): void {
  command
    .argument("<before>", "a folder of results")
    .argument("<after>", "another")
    .option("--json", "print one JSON document and nothing else")
    .action((before: string, after: string, { json }: { json?: true }) => {
      const [first, second] = [before, after].map((folder) => {
        const { plan, lines } = readResults(folder);
        return report(plan, lines);
      });
      const found = changes(first!, second!);
      // What is infinite is null in JSON.
      console.log(json ? JSON.stringify(found) : changesText(found, terminalWidth()));
    });
}
