/** `pnpm sync` writes what documents have of the core results and of the speeds that were kept; `--check` only says what is stale. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { filled } from "./report/core.ts";
import { report } from "./report/report.ts";
import { filledWithSpeed, type Kept } from "./speed/readme.ts";
import { readResults } from "./store/folder.ts";

const root = new URL("../../", import.meta.url);
const folder = new URL("bench/results/core/", root);
const documents = ["README.md", "docs/bench.md"];
const check = process.argv.includes("--check");

const kept = new URL("bench/peers.json", root);

function fill(document: string, by: (text: string) => string): void {
  const path = new URL(document, root);
  const before = readFileSync(path, "utf8");
  const after = by(before);
  if (after === before) return;
  console.log(`${check ? "stale" : "wrote"} ${document}`);
  if (check) process.exitCode = 1;
  else writeFileSync(path, after);
}

const { plan, lines } = readResults(fileURLToPath(folder));
const found = report(plan, lines);
for (const document of documents) fill(document, (text) => filled(text, found));
const speeds: Kept = JSON.parse(readFileSync(kept, "utf8"));
fill("README.md", (text) => filledWithSpeed(text, speeds));
