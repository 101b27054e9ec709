import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "../report/markdown.ts";
import { html } from "../report/page/html.ts";
import { report } from "../report/report.ts";
import { terminal } from "../report/terminal.ts";
import type { Results } from "../store/parse.ts";
import { terminalWidth } from "../table.ts";
import { shown } from "./shown.ts";

/** Prints what came of a comparison, and writes `report.md` and `report.html` beside it. */
export async function printResults(folder: string, { plan, lines, disputes }: Results, json: boolean): Promise<void> {
  const found = { ...report(plan, lines), disputes };
  const memory = Object.fromEntries(Object.entries(plan.spaces).map(([name, { state }]) => [name, state]));
  writeFileSync(join(folder, "report.md"), markdown(found));
  writeFileSync(join(folder, "report.html"), await html(found, lines, memory));
  if (json) console.log(JSON.stringify({ runs: lines, table: found.table, disputes }));
  else console.log(`${terminal(found, terminalWidth())}\n\nResults: ${shown(folder)}`);
}
