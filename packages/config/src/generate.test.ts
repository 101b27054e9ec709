import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { biome } from "./biome.ts";
import { readmes } from "./examples.ts";
import { generate, stale, unformatted, write } from "./generate.ts";

let root = "";
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const fake = (folder: string, camel: string, fields: object = {}): void => {
  const lr = { default: 0.001, range: [1e-5, 1], scale: "log", doc: "step size α | rate", search: true };
  const metadata = {
    name: folder,
    kind: "optimizer",
    doc: "Goes down.",
    paper: "A & B 2015",
    reference: "torch",
    hyper: { lr },
    state: { m: { name: "m", kind: "array", from: 0 } },
  };
  put(
    `packages/optimizers/${folder}/src/index.ts`,
    `export const ${camel} = ${JSON.stringify({ ...metadata, ...fields })};`,
  );
};
const wrapper = (name: string) => ({
  name,
  kind: "wrapper",
  doc: "Wraps.",
  paper: "C 2016",
  reference: "optax",
  hyper: {},
  state: {},
});
/** Reads what is in the generated files. */
const generated = async () => {
  const files = await unformatted(root);
  return (path: string): string => files.get(path) ?? `no ${path}`;
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "downhill-sync-"));
  put("package.json", '{ "repository": { "type": "git", "url": "git+https://forge.example/us/downhill.git" } }');
  put("packages/plugin/package.json", '{ "name": "@downhill/plugin", "version": "0.2.0" }');
  put("packages/plugin/src/index.ts", `export const rate = 1, clip = ${JSON.stringify(wrapper("clip"))};`);
  put("packages/config/tsconfig.tests.json", '{ "include": ["src"] }');
  put("bench/package.json", '{ "name": "@downhill/bench", "dependencies": { "@downhill/catalog": "workspace:^" } }');
  put("bench/tsconfig.json", '{ "compilerOptions": { "types": ["node"] }, "references": [] }');
  put("docs/examples/08-comparing-optimizers.ts", "compare();\n"); // which the catalog's README asks for
  fake("adam", "adam");
  fake("cautious-adamw", "cautiousAdamw");
});
afterEach(() => rmSync(root, { recursive: true }));

test("writes what is fresh afterwards, as the linter leaves it", async () => {
  const files = await generate(root);
  expect(stale(root, files)).not.toEqual([]);
  write(root, files);
  expect(stale(root, await generate(root))).toEqual([]);
  const { output } = biome(files, ["check", "--reporter=json"]);
  expect(JSON.parse(output)).toMatchObject({ diagnostics: [] });
});

test("an edit by hand is stale, and so is everything that a plugin's new metadata changes", async () => {
  const files = await unformatted(root);
  write(root, files);
  appendFileSync(join(root, "packages/catalog/src/index.ts"), "// mine\n");
  expect(stale(root, files)).toEqual(["packages/catalog/src/index.ts"]);
  put("packages/optimizers/adam/README.md", "Mine.\n");
  expect(stale(root, await unformatted(root))).toContain("packages/optimizers/adam/README.md");
});

test("an optimizer's package", async () => {
  const get = await generated();
  const manifest = JSON.parse(get("packages/optimizers/cautious-adamw/package.json"));
  expect(manifest).toMatchObject({ name: "@downhill/cautious-adamw", version: "0.2.0", description: "Goes down." });
  expect(manifest.dependencies).toEqual({ "@downhill/plugin": "workspace:^" });
  expect(manifest).toMatchObject({
    homepage: "https://forge.example/us/downhill/tree/main/packages/optimizers/cautious-adamw#readme",
    bugs: "https://forge.example/us/downhill/issues",
    repository: { directory: "packages/optimizers/cautious-adamw" },
    publishConfig: { access: "public", provenance: true },
  });
  const readme = get("packages/optimizers/cautious-adamw/README.md");
  expect(readme).toContain("| `lr` | 0.001 | 0.00001 to 1 | step size α \\| rate |");
  expect(readme).toContain('import { cautiousAdamw } from "@downhill/cautious-adamw";');
  expect(readme).toContain("A & B 2015");
  const tsconfig = JSON.parse(get("packages/optimizers/cautious-adamw/tsconfig.json"));
  expect(tsconfig.references).toEqual([{ path: "../../plugin" }]);
});

test("a wrapper's package, whose example wraps sgd", async () => {
  fake("sgd", "sgd");
  fake("look-ahead", "lookAhead", wrapper("look-ahead"));
  const get = await generated();
  const manifest = JSON.parse(get("packages/optimizers/look-ahead/package.json"));
  expect(manifest.dependencies).toEqual({ "@downhill/plugin": "workspace:^" });
  const readme = get("packages/optimizers/look-ahead/README.md");
  expect(readme).toContain("npm install @downhill/look-ahead @downhill/sgd");
  expect(readme).toContain("const optimizer = lookAhead(sgd)({ w });");
  expect(readme).toContain("It has none of its own.");
  expect(readme).toContain("It keeps no state beside that of the optimizer inside.");
});

test("the catalog exports each by its own name, and all by kebab-case name: optimizers, wrappers, the contract's too", async () => {
  fake("ema", "ema", wrapper("ema"));
  const get = await generated();
  const source = get("packages/catalog/src/index.ts");
  expect(source).toContain('import { cautiousAdamw } from "@downhill/cautious-adamw";');
  expect(source).toContain('import { clip, type Plugin, type Wrapper } from "@downhill/plugin";');
  expect(source).toContain("export { adam, cautiousAdamw, clip, ema };");
  expect(source).toMatch(/optimizers = \{\s+adam,\s+"cautious-adamw": cautiousAdamw,\s+\}/);
  expect(source).toMatch(/wrappers = \{\s+clip,\s+ema,\s+\}/);
  expect(source).toMatch(/all = \{\s+adam,\s+"cautious-adamw": cautiousAdamw,\s+clip,\s+ema,\s+\}/);
  const { dependencies } = JSON.parse(get("packages/catalog/package.json"));
  expect(Object.keys(dependencies)).toEqual(
    ["adam", "cautious-adamw", "ema", "plugin"].map((name) => `@downhill/${name}`),
  );
});

test("what has no reference is marked wherever it shows, and private", async () => {
  fake("mine", "mine", { reference: "none" });
  const get = await generated();
  expect(JSON.parse(get("packages/optimizers/mine/package.json"))).toMatchObject({ private: true });
  expect(JSON.parse(get("packages/optimizers/adam/package.json"))).not.toHaveProperty("private");
  expect(get("packages/optimizers/mine/README.md")).toContain("- **Unverified**: it has not been compared with any");
  expect(get("packages/catalog/README.md")).toMatch(/\| \[mine\].*\| \*unverified\* \|/);
  const page = get("docs/optimizers.md");
  expect(page).toMatch(/\| \[mine\]\(#mine\).*\| \*unverified\* \|/);
  expect(page).toContain("- **Matches step by step**: nothing, *unverified*");
  expect(page).toContain("step by step, but for those that are *unverified*");
});

test("references follow dependencies, and leave the rest of a tsconfig.json alone", async () => {
  const get = await generated();
  expect(JSON.parse(get("bench/tsconfig.json"))).toEqual({
    compilerOptions: { types: ["node"] },
    references: [{ path: "../packages/catalog" }],
  });
  const { references } = JSON.parse(get("packages/config/tsconfig.build.json"));
  expect(references).toContainEqual({ path: "../optimizers/cautious-adamw" });
  expect(references).toContainEqual({ path: "../../bench" });
});

test.each<[string, () => void, string]>([
  ["lacks its source", () => mkdirSync(join(root, "packages/optimizers/lion")), "lion/src/index.ts: no such file"],
  ["exports another name", () => fake("lion", "tiger"), "lion/src/index.ts: must export a plugin called lion"],
  ["has another name", () => fake("lion", "lion", { name: "tiger" }), "must be that of its folder, lion, got tiger"],
  ["is of no kind", () => fake("lion", "lion", { kind: "lion" }), "lion must be of a kind"],
  ["names no paper", () => fake("lion", "lion", { paper: "" }), "lion has no paper"],
])("an optimizer that %s is an error", async (_, make, message) => {
  make();
  await expect(unformatted(root)).rejects.toThrow(message);
});

test("what another branch has left of an optimizer is none", async () => {
  mkdirSync(join(root, "packages/optimizers/lion/node_modules"), { recursive: true });
  expect([...(await unformatted(root)).keys()].filter((path) => path.includes("lion"))).toEqual([]);
});

test("a subpath has a folder for resolvers that do not know exports", async () => {
  const entry = { types: "./dist/deep/er.d.ts", default: "./dist/deep/er.js" };
  const publishConfig = { exports: { ".": entry, "./er": entry, "./a/b": entry, "./golden/*": "./golden/*" } };
  put("packages/core/package.json", JSON.stringify({ name: "@downhill/core", publishConfig }));
  const files = await unformatted(root);
  const found = [...files.keys()].filter((path) => /^packages\/core\/.+\/package.json$/.test(path));
  expect(found).toEqual(["packages/core/er/package.json", "packages/core/a/b/package.json"]);
  expect(JSON.parse(files.get("packages/core/er/package.json")!)).toMatchObject({
    main: "../dist/deep/er.js",
    types: "../dist/deep/er.d.ts",
  });
  expect(JSON.parse(files.get("packages/core/a/b/package.json")!)).toMatchObject({ main: "../../dist/deep/er.js" });
});

test("a README shows the programs that it asks for, whatever stood there", async () => {
  put("docs/examples/01-one.ts", "const price = '$&';\nconsole.log(price);\n");
  const around = (block: string) =>
    `# Read me\n\n<!-- example: 01-one.ts -->\n${block}\nMore.\n\n\`\`\`ts\nmine();\n\`\`\`\n`;
  const program = "```ts\nconst price = '$&';\nconsole.log(price);\n```\n";
  const whole = around(program);
  for (const block of [program, "```ts\n```\n", "```ts\nold();\n\n```\n", "\n```ts\nconst price = '$&';\n```\n"]) {
    put("README.md", around(block));
    expect(readmes(root, new Map()).get("README.md")).toBe(whole);
  }
  put("bench/README.md", around("```ts\n```\n").replace("01-one", "01-none"));
  await expect(unformatted(root)).rejects.toThrow(
    "bench/README.md: <!-- example: 01-none.ts -->: docs/examples has no",
  );
  put("bench/README.md", "<!-- example: 01-one.ts -->\nText.\n");
  await expect(unformatted(root)).rejects.toThrow("bench/README.md: <!-- example: 01-one.ts -->: no block of ts");
  put("bench/README.md", "Nothing asked for.\n");
  const files = await unformatted(root);
  expect(stale(root, files)).toContain("README.md");
  expect(files.get("README.md")).toBe(whole);
  expect(files.has("bench/README.md")).toBe(false);
  write(root, files);
  expect(stale(root, await unformatted(root))).toEqual([]);
});
