import { relative } from "node:path";
import { briefTable, tableOf } from "../brief.ts";
import type { Results } from "../store/folder.ts";

/** Prints what came of a comparison. */
export function printResults(folder: string, results: Results, json: boolean): void {
  if (json) console.log(JSON.stringify({ runs: results.lines, table: tableOf(results) }));
  else console.log(`${briefTable(results)}\nResults: ${relative(process.cwd(), folder)}`);
}
