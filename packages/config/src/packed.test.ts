import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Installed, installed } from "./installed.ts";
import { packages, repository } from "./workspace.ts";

const published = packages(repository).filter(({ manifest }) => !manifest.private);
const names = published.map(({ manifest }) => manifest.name);
const tarballs = new Map<string, string>();
const options = { encoding: "utf8", shell: process.platform === "win32" } as const;
let folder = "";
let compilers: Installed;

/** @throws Error with what the command printed, on either stream */
function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...options, cwd });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

const tsc = (args: readonly string[], cwd: string): string => run(join(repository, "node_modules/.bin/tsc"), args, cwd);

/** A fresh project of npm's in a folder that has nothing to do with the workspace, with every tarball installed. */
beforeAll(async () => {
  compilers = await installed("compilers");
  folder = mkdtempSync(join(tmpdir(), "downhill-packed-"));
  tsc(["-b", ...published.map((each) => each.folder)], repository);
  const packed = join(folder, "tarballs");
  mkdirSync(packed);
  for (const { folder: source, manifest } of published) {
    const before = new Set(readdirSync(packed));
    run("pnpm", ["pack", "--pack-destination", packed], join(repository, source));
    const [tarball] = readdirSync(packed).filter((file) => !before.has(file));
    if (!tarball) throw new Error(`pnpm pack made no tarball of ${manifest.name}`);
    tarballs.set(manifest.name, join(packed, tarball));
  }
  const project = join(folder, "project");
  cpSync(join(repository, "packages/config/stranger"), project, { recursive: true });
  const dependencies = Object.fromEntries([...tarballs].map(([name, path]) => [name, `file:${path}`]));
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    types: ["node"],
    typeRoots: [join(repository, "packages/config/node_modules/@types")],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    rewriteRelativeImportExtensions: true,
    outDir: "dist",
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  // Without peers, or npm would go and fetch vitest for conformance.
  run("npm", ["install", "--offline", "--legacy-peer-deps", "--no-audit", "--no-fund"], project);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(names)("publint has nothing to say of %s", async (name) => {
  const tarball = readFileSync(tarballs.get(name) ?? "no tarball");
  const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
});

test.each(names)("%s holds what runs and what explains it, and nothing else", (name) => {
  const installed = join(folder, "project/node_modules", name);
  const files = readdirSync(installed, { recursive: true, encoding: "utf8" }).map((file) => file.replaceAll("\\", "/"));
  for (const file of ["LICENSE", "dist/index.js", "dist/index.d.ts", "src/index.ts"]) expect(files).toContain(file);
  expect(files.filter((file) => /\.test\.|tsbuildinfo|node_modules|tsconfig/.test(file))).toEqual([]);
  const manifest = readFileSync(join(installed, "package.json"), "utf8");
  expect(manifest).toContain('"./dist/index.js"');
  expect(manifest).not.toMatch(/workspace:|catalog:/);
});

test("a stranger's optimizer type-checks and trains, and so does the catalog", () => {
  const project = join(folder, "project");
  tsc(["-p", "."], project);
  const found = JSON.parse(run("node", ["dist/train.js"], project));
  const optimizers = names.filter((name) =>
    published.find((each) => each.manifest.name === name)?.folder.includes("optimizers/"),
  );
  const packages = optimizers.map((name) => name.slice("@downhill/".length));
  expect(Object.keys(found.catalog).sort()).toEqual(packages.filter((name) => !found.wrappers.includes(name)).sort());
  expect(found.same).toBe(true);
  const losses: Record<string, [number, number]> = { ...found.catalog, ...found.kinds, stranger: found.stranger };
  for (const [name, [before, after]] of Object.entries(losses)) expect(after, name).toBeLessThan(before);
  expect(Object.keys(found.kinds)).toContain("lookahead(clip(adam))");
  expect(found.stranger[1]).toBeLessThan(1e-3);
});

test("a resolver that does not know exports finds every entry", async () => {
  const missing: string[] = [];
  const bundle = await rolldown({
    input: join(folder, "project/everything.ts"),
    resolve: { exportsFields: [], mainFields: ["main"] },
    onLog: (_, { code, message }) => code === "UNRESOLVED_IMPORT" && missing.push(message),
  });
  const { output } = await bundle.generate({ format: "es" });
  expect(output[0].exports).toContain("schedules");
  // What is left out are optional peers, imported when they are asked for.
  expect(missing.filter((message) => message.includes("Could not resolve '@downhill/"))).toEqual([]);
});

/** Strict, and without `skipLibCheck`: our declarations are checked as the project's own files are. */
const strict = {
  ...{ noEmit: true, allowImportingTsExtensions: true, target: "es2022", types: [] },
  ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
};

const versions: [version: string, resolutions: string[]][] = [
  ["5.4", ["nodenext", "bundler", "node10"]],
  ["5.6", ["nodenext", "bundler", "node10"]],
  ["5.9", ["nodenext", "bundler", "node10"]],
  ["7", ["nodenext", "bundler"]],
];

describe.each(versions)("TypeScript %s", (version, resolutions) => {
  /** @throws Error with what the compiler found */
  function compile(skip: (why: string) => never, moduleResolution: string, lib: string[], include: string[]): void {
    const module = moduleResolution === "nodenext" ? "nodenext" : "esnext";
    const config = join(folder, "project/tsconfig.compilers.json");
    const compilerOptions = { ...strict, module, moduleResolution, lib };
    writeFileSync(config, JSON.stringify({ compilerOptions, include }));
    if (version === "7") tsc(["-p", config], repository);
    else if ("path" in compilers) {
      run("node", [join(compilers.path, `typescript-${version}/bin/tsc`), "-p", config], folder);
    } else {
      console.warn(`TypeScript ${version} was not run: ${compilers.reason}`);
      skip(compilers.reason);
    }
  }

  test.for(resolutions)("compiles every entry and its users, as %s finds them", (resolution, { skip }) => {
    compile(skip, resolution, ["es2022", "dom"], ["*.ts"]);
  });

  test("compiles every entry where there is no DOM, as on a server", ({ skip }) => {
    compile(skip, "bundler", ["es2022"], ["everything.ts", "heavy-ball.ts"]);
  });
});
