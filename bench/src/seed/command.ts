import type { Command } from "commander";
import { withProgress } from "../progress.ts";
import { printed } from "../replay.ts";
import { terminalWidth, wrap } from "../table.ts";
import { computeTable, countMatching, epochs, type SeedResult, seedTables } from "./seed.ts";

export function addSeedCommand(command: Command): void {
  command.option("--json", "print one JSON document and nothing else").action(({ json }: { json?: true }) => {
    const results = withProgress(seedTables.length * epochs, (advance) =>
      seedTables.map((table) => {
        const rows = computeTable(table, () => advance(table));
        return { table, rows, ...countMatching(table, rows) };
      }),
    );
    if (results.some(({ matching, of }) => matching !== of)) process.exitCode = 1;
    const tables: Record<string, SeedResult> = Object.fromEntries(
      results.map(({ table, ...result }) => [table, result]),
    );
    console.log(json ? JSON.stringify({ tables }) : seedText(tables, terminalWidth()));
  });
}

/** The tables as the notebook prints them, and how much of each agrees. */
export function seedText(tables: Readonly<Record<string, SeedResult>>, width: number): string {
  const all = Object.entries(tables);
  const rows = all.map(([table, { rows }]) => `${table}\n${rows.map(printed).join("\n")}\n`);
  const counts = all.map(([table, { matching, of }]) =>
    wrap(`${table}: ${matching} of ${of} rows agree with the notebook in every printed digit`, width),
  );
  return [...rows, ...counts].join("\n");
}
