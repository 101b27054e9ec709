import { beforeAll, expect, test } from "vitest";
import { biome } from "./biome.ts";

const banned = [
  ..."exp expm1 log log2 log10 log1p pow cbrt hypot random sin cos tan asin acos atan atan2".split(" "),
  ..."sinh cosh tanh asinh acosh atanh".split(" "),
].map((name) => `Math.${name}`);
const roundabout = ["Math[name]", "globalThis.Math", "Date.now", "performance.now", "new Date()"];

const uses = [...banned, ...roundabout, "Math.sqrt", "Math.fround", "Math.PI"];
const forbidding = `${uses.map((use, i) => `export const x${i} = ${use};`).join("\n")}\nconst { exp } = Math;\n`;
const [strict, free] = [
  ["plugin", "linalg", "optimizers/adam", "minimize", "core", "problems", "runs"],
  ["packages/core/src/exp.test.ts", "bench/src/main.ts", "apps/web/src/main.ts"],
];
const inside = (name: string) => [`packages/${name}/src/index.ts`, `packages/${name}/src/deep/er.ts`];

/** How many complaints our own rules have about the same text, by the path of the file that it is in. */
const complaints = new Map<string, number>();
beforeAll(() => {
  const files = new Map([...strict.flatMap(inside), ...free].map((path) => [path, forbidding]));
  const { output } = biome(files, ["lint", "--reporter=json"]);
  const { diagnostics } = JSON.parse(output) as { diagnostics: { category: string; location: { path: string } }[] };
  for (const { category, location } of diagnostics)
    if (category === "plugin") complaints.set(location.path, (complaints.get(location.path) ?? 0) + 1);
});

test.each(strict)("bans what engines disagree on in %s", (name) => {
  for (const path of inside(name)) expect(complaints.get(path), path).toBe(banned.length + roundabout.length + 1);
});

test.each(free)("but not in %s", (path) => {
  expect(complaints.get(path)).toBeUndefined();
});
