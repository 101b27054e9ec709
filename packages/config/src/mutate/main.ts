/**
 * `pnpm mutate [names…]`: changes every operator and constant of the optimizers' rules in turn, and of what they use of
 * `@downhill/linalg/…`, and says which changes their tests do not notice.
 */
import { relative } from "node:path";
import { repository } from "../workspace.ts";
import { mutable, mutate, withParts } from "./report.ts";

const wanted = 0.95;
const names = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const verbose = process.argv.includes("--verbose");
let [killed, all, stale] = [0, 0, 0];
for (const name of names.length ? withParts(names) : mutable()) {
  const report = await mutate(name, undefined, ({ line, from, to }, killer) => {
    if (verbose) console.log(`  ${line}: ${from} -> ${to || "nothing"}: ${killer?.split("\n")[0] ?? "SURVIVES"}`);
  });
  const { survivors, equivalent } = report;
  const total = report.killed + survivors.length;
  killed += report.killed;
  all += total;
  stale += report.stale.length;
  const known = equivalent ? `, ${equivalent} known to compute the same` : "";
  console.log(`${name}: ${report.killed} of ${total} killed${known}`);
  for (const { file, line, text, from, to } of survivors)
    console.log(`  ${relative(repository, file)}:${line}  ${from} -> ${to || "nothing"}\n    ${text}`);
  for (const line of report.stale) console.log(`  listed as computing the same, but no survivor: ${line}`);
}
console.log(`${killed} of ${all} mutants killed (${((100 * killed) / all).toFixed(1)} %)`);
if (killed < wanted * all || stale) process.exitCode = 1;
