/**
 * Counts what `pnpm test --summarize` found, from turbo's summary and the runners' reports.
 * The last line is `N passed, M failed`; a line before it says how many were skipped where this machine lacks what some
 * test needs. The exit code is 1 if anything failed, or nothing ran.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { taskCount } from "./count.ts";
import { readJson, repository } from "./workspace.ts";

interface Summary {
  readonly tasks: readonly { readonly task: string; readonly execution?: { readonly exitCode?: number | null } }[];
}

const tasks = ["fresh", "lint", "types", "unit", "packed", "walk-through", "pages", "runtimes", "browser"];
const runs = join(repository, ".turbo/runs");
const [summary] = existsSync(runs) ? readdirSync(runs).filter((file) => file.endsWith(".json")) : [];
const ran = new Map(
  summary ? readJson<Summary>(runs, summary).tasks.map(({ task, execution }) => [task, execution?.exitCode === 0]) : [],
);

const told = (passed: string, failed: number, skipped: number): string =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;

const total = { passed: 0, failed: 0, skipped: 0 };
for (const task of tasks) {
  const { passed, failed, skipped } = taskCount(task, ran.get(task) ?? false, join(repository, "test-results"));
  console.log(`${task.padEnd(12)} ${told(String(passed).padStart(5), failed, skipped)}`);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}
if (total.skipped > 0)
  console.log(`${total.skipped} skipped: what they need is not on this machine, as they say above`);
console.log(told(`${total.passed}`, total.failed, 0));
if (total.failed > 0 || total.passed === 0) process.exitCode = 1;
