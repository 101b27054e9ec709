import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { blocksOf } from "./blocks.ts";
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
  const outcome = await shell(join(repository, "node_modules/.bin/tsc"), ["-p", folder]).catch((error) => error);
  const told = blocks.reduce((text, { file, place }) => text.replaceAll(file, place), outcome.stdout as string);
  expect(told).toBe("");
});

test("every block of code in the documents runs", async () => {
  const run = blocks.filter(({ idle }) => idle === undefined);
  const imports = run.map(({ file, place }) => `[${JSON.stringify(place)}, () => import("./${file}")],`);
  const program = `const faults = [];
for (const [place, load] of [${imports.join("\n")}]) await load().catch((error) => faults.push(place + ": " + error));
console.log("\\n" + JSON.stringify(faults));`;
  writeFileSync(join(folder, "all.mjs"), program);
  const { stdout } = await shell(process.execPath, ["--import", "tsx", join(folder, "all.mjs")], { cwd: repository });
  expect(JSON.parse(stdout.trimEnd().split("\n").at(-1)!)).toEqual([]);
});
