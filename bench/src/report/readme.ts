/** `pnpm sync` writes what documents have of the core results; `--check` only says what is stale. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readResults } from "../store/folder.ts";
import { filled } from "./core.ts";
import { report } from "./report.ts";

const root = new URL("../../../", import.meta.url);
const folder = new URL("bench/results/core/", root);
const documents = ["README.md", "docs/bench.md"];
const check = process.argv.includes("--check");

if (existsSync(new URL("plan.json", folder))) {
  const { plan, lines } = readResults(fileURLToPath(folder));
  const found = report(plan, lines);
  for (const document of documents) {
    const path = new URL(document, root);
    const before = readFileSync(path, "utf8");
    const after = filled(before, found);
    if (after === before) continue;
    console.log(`${check ? "stale" : "wrote"} ${document}`);
    if (check) process.exitCode = 1;
    else writeFileSync(path, after);
  }
} else console.log("bench/results/core has no results yet");
