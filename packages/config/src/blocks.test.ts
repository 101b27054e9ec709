import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { blocksOf } from "./blocks.ts";
import { printedBy } from "./printed.ts";
import { repository } from "./workspace.ts";

/** Documents whose blocks another test runs, and which: those are parts of larger programs, or need a place of their own. */
const elsewhere: readonly [documents: RegExp, test: string][] = [
  [/^packages\/optimizers\/[^/]+\/README\.md$/, "packages/config/src/packed.test.ts"],
  [/^docs\/optimizers\.md$/, "packages/config/src/packed.test.ts"],
  [/^docs\/adding-an-optimizer\.md$/, "packages/config/src/adding.test.ts"],
  [/^CONTRIBUTING\.md$/, "packages/config/src/walk-through.test.ts"],
  [/^apps\/docs\/recipes\//, "apps/docs/recipes"],
];

const documents = execFileSync("git", ["ls-files", "*.md"], { cwd: repository, encoding: "utf8" })
  .trim()
  .split("\n")
  .filter((path) => !elsewhere.some(([pattern]) => pattern.test(path)));

const blocks = documents.flatMap((document) =>
  blocksOf(readFileSync(join(repository, document), "utf8").replaceAll("\r\n", "\n")).map((block, i) => {
    return { ...block, place: `${document}:${block.line}`, file: `${document.replace(/\W/g, "-")}-${i}.mts` };
  }),
);

/** Below the checkout, where every package can be imported. */
const folder = join(repository, "node_modules/.cache/downhill/blocks");
const shell = promisify(execFile);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // Names that nobody exports are what readers are to see.
  for (const { file, program } of blocks) writeFileSync(join(folder, file), `${program}\nexport {};\n`);
  const options = {
    extends: join(repository, "packages/config/tsconfig.json"),
    compilerOptions: {
      ...{ composite: false, noEmit: true, emitDeclarationOnly: false, rewriteRelativeImportExtensions: false },
      ...{ noUnusedLocals: false, noUnusedParameters: false, rootDir: repository, types: ["node"] },
      typeRoots: [join(repository, "packages/config/node_modules/@types")],
      ...{ lib: ["es2023", "esnext.disposable"], tsBuildInfoFile: null },
    },
    include: [folder, join(repository, "packages/problems/src/*.d.ts")],
    exclude: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(options));
});

test("they are found, and none is left out without a word", () => {
  expect(blocks.length).toBeGreaterThan(15);
  for (const { idle, place } of blocks) expect(idle, place).not.toBe("");
});

test("every block of code in the documents compiles", async () => {
  // Several checkers would each look at the same packages' types.
  const args = ["-p", folder, "--checkers", "1"];
  const outcome = await shell(join(repository, "node_modules/.bin/tsc"), args).catch((error) => error);
  const told = blocks.reduce((text, { file, place }) => text.replaceAll(file, place), outcome.stdout as string);
  expect(told).toBe("");
});

const run = blocks.filter(({ idle }) => idle === undefined).map(({ place, file }) => [place, file] as const);

test.each(run)("the block of code at %s runs", async (_, file) => {
  await printedBy(join(folder, file)); // which throws what it throws
});
