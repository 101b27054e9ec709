import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { breaches, specifiers } from "./layers.ts";
import { type Manifest, packages, readJson, repository } from "./workspace.ts";

const developed = new Set(Object.keys(readJson<Manifest>(repository, "package.json").devDependencies ?? {}));

test("dependencies point one way", () => {
  expect(breaches(repository, packages(repository), developed)).toEqual([]);
});

test("finds every way to import", () => {
  const source = `import a from "a"; import type { B } from "b"; import "c"; export * from "d"; export { e } from "e";
    const text = 'import "not"'; // import "nor"
    const f = await import("f"); const g = await import(text); export const h: typeof import("b") = f;`;
  expect(specifiers("x.ts", source).sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
});

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "downhill-layers-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function lay(folder: string, manifest: object, files: Record<string, string> = {}): void {
  const name = `@downhill/${folder.split("/").pop()}`;
  for (const [file, text] of Object.entries({ ...files, "package.json": JSON.stringify({ name, ...manifest }) })) {
    mkdirSync(dirname(join(root, folder, file)), { recursive: true });
    writeFileSync(join(root, folder, file), text);
  }
}

test.each<[string, string, object, Record<string, string>]>([
  ["packages/optimizers/x must not depend on packages/core", "packages/optimizers/x", { core: "^" }, {}],
  ["packages/optimizers/x must not depend on packages/optimizers/adam", "packages/optimizers/x", { adam: "^" }, {}],
  ["packages/core must not depend on packages/catalog", "packages/core", { catalog: "^" }, {}],
  [
    "packages/core/src/a.ts imports @downhill/plugin, which is not declared",
    "packages/core",
    {},
    { "src/a.ts": 'import { adam } from "@downhill/plugin";' },
  ],
  [
    "packages/core/src/a.ts reaches out of its package: ../../optimizer/src/index.ts",
    "packages/core",
    {},
    { "src/a.ts": 'export * from "../../optimizer/src/index.ts";' },
  ],
  [
    "packages/core/src/a.ts imports node:fs, which browsers lack",
    "packages/core",
    {},
    { "src/a.ts": 'import "node:fs";', "src/a.test.ts": 'import "node:fs";' },
  ],
  ["packages/elsewhere has no layer: give it one in packages/config/src/layers.ts", "packages/elsewhere", {}, {}],
])("%s", (sentence, folder, dependencies, files) => {
  for (const each of ["packages/plugin", "packages/catalog", "packages/core", "packages/optimizers/adam"]) {
    lay(each, {});
  }
  const named = Object.fromEntries(Object.keys(dependencies).map((name) => [`@downhill/${name}`, "workspace:^"]));
  lay(folder, { dependencies: named }, files);
  expect(breaches(root, packages(root))).toEqual([sentence]);
});

test("a dependency from outside, and a cycle through development dependencies", () => {
  lay("packages/plugin", { devDependencies: { "@downhill/core": "workspace:^" } });
  lay("packages/core", { dependencies: { "@downhill/plugin": "workspace:^", lodash: "1" } });
  expect(breaches(root, packages(root))).toEqual([
    "packages/core must not depend on lodash, which is not Downhill's",
    "cycle: @downhill/core -> @downhill/plugin -> @downhill/core",
  ]);
});

test("files that import each other, if only for a type", () => {
  lay(
    "packages/plugin",
    {},
    {
      "src/a.ts": 'import type { B } from "./deep/b.ts";',
      "src/deep/b.ts": 'export type { C as B } from "../c.ts";',
      "src/c.ts": 'import "./a.ts"; import "./d.ts";',
      "src/d.ts": "",
    },
  );
  expect(breaches(root, packages(root))).toEqual([
    "cycle: packages/plugin/src/a.ts -> packages/plugin/src/deep/b.ts -> packages/plugin/src/c.ts -> packages/plugin/src/a.ts",
  ]);
});
