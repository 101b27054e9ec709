import { expect, test } from "vitest";
import { biome } from "./biome.ts";

/** How many complaints our own rules have about `source`, if it were the file at `path`. */
function complaints(path: string, source: string): number {
  const { output } = biome(new Map([[path, source]]), ["lint", "--reporter=json"]);
  const { diagnostics } = JSON.parse(output) as { diagnostics: { category: string }[] };
  return diagnostics.filter(({ category }) => category === "plugin").length;
}

const banned = [
  ..."exp expm1 log log2 log10 log1p pow cbrt hypot random sin cos tan asin acos atan atan2".split(" "),
  ..."sinh cosh tanh asinh acosh atanh".split(" "),
].map((name) => `Math.${name}`);
const roundabout = ["Math[name]", "globalThis.Math", "Date.now", "performance.now", "new Date()"];

test.each(["plugin", "linalg", "optimizers/adam", "minimize", "core", "problems", "runs"])(
  "bans what engines disagree on in %s",
  (name) => {
    for (const path of [`packages/${name}/src/index.ts`, `packages/${name}/src/deep/er.ts`]) {
      const source = [...banned, ...roundabout, "Math.sqrt", "Math.fround", "Math.PI"];
      const lines = source.map((use, i) => `export const x${i} = ${use};`).join("\n");
      expect(complaints(path, `${lines}\nconst { exp } = Math;\n`)).toBe(banned.length + roundabout.length + 1);
    }
  },
);

test.each(["packages/core/src/exp.test.ts", "bench/src/main.ts", "apps/web/src/main.ts"])("but not in %s", (path) => {
  expect(complaints(path, "export const x = Math.exp(Date.now());\n")).toBe(0);
});
