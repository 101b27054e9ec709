import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Target } from "@downhill/problems";
import { targetSeeds } from "./find.ts";

export type Targets = Readonly<Record<string, readonly Target[]>>;

export const path = fileURLToPath(new URL("../../../packages/problems/src/baseline-targets.ts", import.meta.url));

/** The source of the module, as Biome formats it. */
export function sourceOf(version: number, problems: Targets): string {
  const [first, count] = [targetSeeds[0], targetSeeds.length];
  const names = Object.keys(problems).sort();
  const sorted = Object.fromEntries(names.map((name) => [name, problems[name]]));
  const value = literal({ version, seeds: { first, count }, problems: sorted }, "");
  return `// Written by \`pnpm bench targets\`.
import type { Targets } from "./targets.ts";

export const targets: Targets = ${value};
`;
}

/** Every property on a line of its own, which Biome leaves as it is. */
function literal(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const inner = `${indent}  `;
  const items = Array.isArray(value)
    ? value.map((each) => literal(each, inner))
    : Object.entries(value).map(([key, each]) => `${keyOf(key)}: ${literal(each, inner)}`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (items.length === 0) return `${open}${close}`;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}${close}`;
}

const keyOf = (key: string): string => (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));

/** Writes it where it has changed. */
export function write(version: number, problems: Targets): void {
  const source = sourceOf(version, problems);
  if (readFileSync(path, "utf8") !== source) writeFileSync(path, source);
}
