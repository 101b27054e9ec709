import type { Command } from "commander";
import { withProgress } from "../progress.ts";
import { printed } from "../replay.ts";
import { terminalWidth, wrap } from "../table.ts";
import { computeTable, countMatching, epochs, seedTables } from "./seed.ts";

export function addSeedCommand(command: Command): void {
  command.option("--json", "print one JSON document and nothing else").action(({ json }: { json?: true }) => {
    const results = withProgress(seedTables.length * epochs, (advance) =>
      seedTables.map((table) => {
        const rows = computeTable(table, () => advance(table));
        return { table, rows, ...countMatching(table, rows) };
      }),
    );
    if (results.some(({ matching, of }) => matching !== of)) process.exitCode = 1;
    if (json) {
      const entries = results.map(({ table, ...result }) => [table, result]);
      console.log(JSON.stringify({ tables: Object.fromEntries(entries) }));
      return;
    }
    for (const { table, rows } of results) console.log(`${table}\n${rows.map(printed).join("\n")}\n`);
    for (const { table, matching, of } of results)
      console.log(
        wrap(`${table}: ${matching} of ${of} rows agree with the notebook in every printed digit`, terminalWidth()),
      );
  });
}
