import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { optimizers } from "@downhill/catalog";
import { expect, test } from "vitest";
import { withEsbuild, withRolldown } from "./bundle.ts";
import { repository } from "./workspace.ts";

/** What the README says of sizes, in kilobytes. */
const told =
  /`@downhill\/adam` is (\d+) kB[\s\S]*a dense classifier takes (\d+) kB with its kernels, everything (\d+)\./.exec(
    readFileSync(join(repository, "README.md"), "utf8"),
  );
const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)}`;

/**
 * Of `import { adam } from "@downhill/adam"`, alone, minified and gzipped: contract, rule compiler, both backends. The aim
 * is 10,000, and this is far from it. What only methods that evaluate within a step need is out; what is left is mostly
 * the stepping itself, state and groups with their checks, and a rule's parser and loops.
 */
const limit = 16380;
const alone = await withRolldown('export { adam } from "../../optimizers/adam/src/index.ts";', "es2022");
const size = gzipSync(alone, { level: 9 }).length;

test(`adam alone is ${size} bytes, of ${limit} at most`, () => {
  expect(alone).toContain("torch.optim.Adam");
  expect(size).toBeLessThanOrEqual(limit);
  expect(told?.[1]).toBe(kilobytes(size));
});

test("adam from the catalog is adam alone: the others are shaken off", async () => {
  const bundle = await withRolldown('export { adam } from "@downhill/catalog";', "es2022");
  const others = Object.values(optimizers).filter(({ name }) => name !== "adam");
  expect(others.filter(({ doc, reference }) => bundle.includes(doc) || bundle.includes(reference))).toEqual([]);
  expect(bundle.length).toBe(alone.length);
});

test("a plugin that is not used leaves nothing behind", async () => {
  expect(await withRolldown('import "@downhill/catalog";', "es2022")).toBe("");
});

const core = "../../core/src/index.ts";

/** Of the engine, minified by esbuild and gzipped: a third of it are the kernels. */
test.each([
  ["a classifier", `export { dense, fit, relu, sequential, softmaxCrossEntropy } from "${core}";`, 58_700, 2],
  ["everything", `export * from "${core}";`, 114_400, 3],
])("core: %s", async (_, entry, limit, place) => {
  const bundle = await withEsbuild(entry, { minify: true });
  const { length } = gzipSync(bundle, { level: 9 });
  expect(length).toBeLessThanOrEqual(limit);
  expect(told?.[place]).toBe(kilobytes(length));
});

const linalg = "../../linalg/src/index.ts";
const toldOfLinalg = /(\d+) to (\d+) kB each, `newtonSchulz` (\d+), the products (\d+)\./.exec(
  readFileSync(join(repository, "packages/linalg/README.md"), "utf8"),
);

test.each([
  ["eigh", 1, 2],
  ["inverseRoot", 1, 2],
  ["qr", 1, 2],
  ["newtonSchulz", 3, 3],
  ["matmulNN, matmulNT, matmulTN, gramRows, gramColumns", 4, 4],
])("linalg: %s", async (names, from, to) => {
  const bundle = await withEsbuild(`export { ${names} } from "${linalg}";`, { minify: true });
  const size = Number(kilobytes(gzipSync(bundle, { level: 9 }).length));
  expect(size).toBeGreaterThanOrEqual(Number(toldOfLinalg?.[from]));
  expect(size).toBeLessThanOrEqual(Number(toldOfLinalg?.[to]));
});
