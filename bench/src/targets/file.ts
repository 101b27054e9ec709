import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Target } from "@downhill/problems";
import { targetSeeds } from "./find.ts";

export type Targets = Readonly<Record<string, readonly Target[]>>;

/** Problems whose targets are a module of their own: a page that has no others does not carry the others'. */
const PLANES = ["moons", "spiral"];

const pathOf = (file: string): string =>
  fileURLToPath(new URL(`../../../packages/problems/src/${file}`, import.meta.url));

/** The modules' sources by their paths, as Biome formats them. */
export function sourcesOf(version: number, problems: Targets): Record<string, string> {
  const [first, count] = [targetSeeds[0], targetSeeds.length];
  const names = Object.keys(problems).sort();
  const of = (some: readonly string[]) => Object.fromEntries(some.map((name) => [name, problems[name]]));
  const planes = of(names.filter((name) => PLANES.includes(name)));
  const others = of(names.filter((name) => !PLANES.includes(name)));
  return {
    [pathOf("plane-targets.ts")]: moduleOf('Targets["problems"]', planes),
    [pathOf("baseline-targets.ts")]: moduleOf("Targets", { version, seeds: { first, count }, problems: others }),
  };
}

const moduleOf = (type: string, value: object): string => `// Written by \`pnpm bench targets\`.
import type { Targets } from "./targets.ts";

export const targets: ${type} = ${literal(value, "")};
`;

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

/** Writes those that have changed. */
export function write(version: number, problems: Targets): void {
  for (const [path, source] of Object.entries(sourcesOf(version, problems)))
    if (readFileSync(path, "utf8") !== source) writeFileSync(path, source);
}
