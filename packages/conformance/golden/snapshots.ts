/**
 * `pnpm snapshots` adds what snapshots.json has not, and takes out what the catalog has no more. Bits that have changed
 * are an error: they change only in a major version, and then with `pnpm snapshots --major`. An optimizer that is compared
 * with nothing has users in its clone alone, and whatever bits it has now.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { all } from "@downhill/catalog";
import { snapshots } from "./bits.ts";

const file = new URL("./snapshots.json", import.meta.url);
const known = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
const now = snapshots();
const unverified = new Set<string>(
  Object.values(all).flatMap(({ name, reference }) => (reference === "none" ? [name] : [])),
);
const other = Object.keys(now).filter((name) => known[name] !== undefined && known[name] !== now[name]);
const changed = other.filter((name) => !unverified.has(name.split("(")[0]!));
if (changed.length > 0 && !process.argv.includes("--major")) {
  console.error(`other bits than before: ${changed.join(", ")}; they change only in a major version, with --major`);
  process.exitCode = 1;
} else {
  const sorted = Object.fromEntries(Object.entries(now).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(sorted, undefined, 2)}\n`);
  const added = Object.keys(now).filter((name) => known[name] === undefined);
  const others = other.length > 0 ? `; others than before: ${other.join(", ")}` : "";
  console.log(`${Object.keys(now).length} snapshots, new: ${added.join(", ") || "none"}${others}`);
}
