import { existsSync, readdirSync, readFileSync, realpathSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { SourceMap, type SourceMapping } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { stripVTControlCharacters } from "node:util";
import * as catalog from "@downhill/catalog";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { rolldown } from "rolldown";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Installed, installed } from "./installed.ts";
import { specifiers } from "./layers.ts";
import { run, tsc } from "./packed-project.ts";
import { wrongTypes } from "./types-wrong.ts";
import { isPacked, type Manifest, packages, readJson, repository } from "./workspace.ts";

const published = packages(repository).filter(isPacked);
const names = published.map(({ manifest }) => manifest.name);
const packageFolder = (name: string) => published.find((each) => each.manifest.name === name)!.folder;
const optimizers = names.filter((name) => packageFolder(name).includes("/optimizers/"));
const others = names.filter((name) => !optimizers.includes(name));
const thorough = Boolean(process.env.DOWNHILL_THOROUGH);
const { project, tarballs } = inject("packed");
let compilers: Installed;

beforeAll(async () => {
  compilers = await installed("compilers");
});

test.each(names)("publint has nothing to say of %s", async (name) => {
  const tarball = readFileSync(tarballs[name]!);
  const { messages, pkg } = await publint({ pack: { tarball: Uint8Array.from(tarball).buffer }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
});

test("are the types wrong? No", async ({ skip }) => {
  if ("reason" in compilers) {
    console.warn(`are-the-types-wrong was not run: ${compilers.reason}`);
    skip(compilers.reason);
    return;
  }
  for (const [name, tarball] of Object.entries(tarballs))
    expect(await wrongTypes(compilers.path, readFileSync(tarball)), name).toEqual([]);
});

const within = (name: string) => join(project, "node_modules", name);

test.each(names)("%s holds what runs and its types, and nothing else", (name) => {
  const files = readdirSync(within(name), { recursive: true, encoding: "utf8" }).map((file) =>
    file.replaceAll("\\", "/"),
  );
  for (const file of ["LICENSE", "README.md", "dist/index.js", "dist/index.d.ts"]) expect(files).toContain(file);
  expect(files.filter((file) => /\.test\.|tsbuildinfo|node_modules|tsconfig|(^|\/)src\//.test(file))).toEqual([]);
  const manifest = readFileSync(join(within(name), "package.json"), "utf8");
  expect(manifest).toContain('"./dist/index.js"');
  expect(manifest).not.toMatch(/workspace:|catalog:/);
});

const known = new Map<string, string[]>();
function specifiersIn(file: string): string[] {
  const found = known.get(file) ?? specifiers(file, readFileSync(file, "utf8"));
  known.set(file, found);
  return found;
}

/** The files that importing a module loads, of its own package and of others. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const specifier of specifiersIn(file)) {
    if (specifier.startsWith(".")) loaded(join(dirname(file), specifier), seen);
    else if (specifier.startsWith("@downhill/")) loaded(moduleOf(specifier), seen);
  }
  return seen;
}

/** The path of the module that a specifier names. */
function moduleOf(specifier: string): string {
  const [name, path] = [specifier.split("/").slice(0, 2).join("/"), specifier.split("/").slice(2)];
  const { exports } = readJson<{ exports: Record<string, { default: string }> }>(within(name), "package.json");
  return join(within(name), exports[["."].concat(path).join("/")]!.default);
}

describe.each(names)("%s", (name) => {
  const { manifest } = published.find((each) => each.manifest.name === name)!;
  const modules = Object.entries(manifest.publishConfig?.exports ?? {}).filter(
    ([, entry]) => typeof entry === "object",
  );

  test.each(modules.map(([key]) => key))("is one file at %s, and one that its entries share", (key) => {
    const own = [...loaded(moduleOf(name + key.slice(1)))].filter((file) =>
      file.startsWith(join(within(name), "dist")),
    );
    expect(own.length).toBeLessThanOrEqual(modules.length > 1 ? 2 : 1);
  });

  test("has a source map that knows where its lines come from", () => {
    const script = readFileSync(join(within(name), "dist/index.js"), "utf8");
    if (!script.includes("sourceMappingURL")) {
      // It hands on what others have, and has no line of its own.
      expect(script.split("\n").filter((line) => line && !/^(import|export) /.test(line))).toEqual([]);
      return;
    }
    const map = readJson<{ sources: string[]; mappings: string }>(within(name), "dist/index.js.map");
    for (const source of map.sources)
      expect(existsSync(join(repository, packageFolder(name), "dist", source))).toBe(true);
    expect(map.mappings).toMatch(/[^;]/);
  });
});

test("where the contract, minified, throws, its source does", async () => {
  const { adam } = await import(pathToFileURL(moduleOf("@downhill/adam")).href);
  const thrown = (() => {
    try {
      return adam({});
    } catch (error) {
      return error;
    }
  })() as Error;
  // At the top is what throws for everybody, under it who asked.
  const [, file, line, column] = /\n.*\n.*\((.*):(\d+):(\d+)\)/.exec(thrown.stack!)!;
  const path = file!.startsWith("file:") ? fileURLToPath(file!) : file!;
  const map = new SourceMap(readJson(`${path}.map`));
  const { originalSource, originalLine } = map.findEntry(Number(line) - 1, Number(column) - 1) as SourceMapping;
  const source = readFileSync(join(repository, "packages/plugin/dist", originalSource), "utf8").split("\n");
  expect(source[originalLine]).toContain(thrown.message.replace("adam: ", ""));
});

/** By npm's count, in bytes. */
const unpacked = (name: string): number =>
  readdirSync(within(name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const installedWith = (name: string): string[] => [
  name,
  ...Object.keys(readJson<Manifest>(within(name), "package.json").dependencies ?? {}),
];

test.each(optimizers)("%s brings the contract, a matrix method linalg too, and no more bytes than it may", (name) => {
  const brought = installedWith(name);
  expect(["@downhill/linalg", "@downhill/plugin", name].sort()).toEqual(expect.arrayContaining(brought));
  const limit = brought.includes("@downhill/linalg") ? 300_000 : 222_000;
  expect(brought.reduce((sum, each) => sum + unpacked(each), 0)).toBeLessThanOrEqual(limit);
});

/** Of what is no optimizer's package, in kB. */
const limits: Readonly<Record<string, number>> = {
  "@downhill/catalog": 195, // the equations of all
  "@downhill/conformance": 3750, // golden trajectories
  "@downhill/core": 525,
  "@downhill/linalg": 82,
  "@downhill/minimize": 53,
  "@downhill/plugin": 196,
  "@downhill/problems": 111,
  "@downhill/runs": 40,
  "@downhill/tfjs": 38,
  downhill: 5,
};

test.each(others)("%s has no more bytes than it may", (name) => {
  expect(unpacked(name) / 1000).toBeLessThanOrEqual(limits[name] ?? 0);
});

test("every rule is in its package as it was written, names and all", async () => {
  const built = await import(pathToFileURL(join(within("@downhill/catalog"), "dist/index.js")).href);
  const parameters = (rule: unknown) => /^[^(]*\(([\s\S]*?)\)\s*\{/.exec(String(rule))?.[1]?.match(/\w+/g);
  const rules = Object.entries(catalog.optimizers).filter(([, plugin]) => "rule" in plugin) as [
    string,
    { rule: unknown },
  ][];
  expect(rules.length).toBeGreaterThan(25);
  for (const [name, { rule }] of rules) {
    const there = built.optimizers[name].rule;
    expect(parameters(there), name).toEqual(parameters(rule));
    expect(String(there).split("\n").length, name).toBeGreaterThanOrEqual(0.8 * String(rule).split("\n").length);
  }
});

test("a stranger's optimizer type-checks and trains, and so does the catalog", () => {
  tsc(["-p", "."], project);
  const found = JSON.parse(run("node", ["dist/train.js"], project));
  const packages = optimizers.map((name) => name.slice("@downhill/".length));
  expect(Object.keys(found.catalog).sort()).toEqual(packages.filter((name) => !found.wrappers.includes(name)).sort());
  expect(found.same).toBe(true);
  const losses: Record<string, [number, number]> = { ...found.catalog, ...found.kinds, stranger: found.stranger };
  for (const [name, [before, after]] of Object.entries(losses)) expect(after, name).toBeLessThan(before);
  expect(Object.keys(found.kinds)).toContain("lookahead(clip(adam))");
  expect(found.stranger[1]).toBeLessThan(1e-3);
});

test("a stranger's optimizer passes conformance, as it is packed, under the vitest of its own project", () => {
  // What `npm install --save-dev vitest` would bring, without the network.
  symlinkSync(realpathSync(join(repository, "node_modules/vitest")), join(project, "node_modules/vitest"), "junction");
  const printed = run("node", ["node_modules/vitest/vitest.mjs", "run", "--root", "."], project);
  expect(stripVTControlCharacters(printed)).toMatch(/Tests\s+[4-9]\d passed \(/);
});

test("a variable of TensorFlow.js is stepped by the adapter as it is packed", () => {
  // The peers that its user has.
  const peers = join(repository, "packages/tfjs/node_modules/@tensorflow");
  symlinkSync(peers, join(project, "node_modules/@tensorflow"), "junction");
  const program = `
    import * as tf from "@tensorflow/tfjs";
    import { adamw } from "@downhill/adamw";
    import { toTfjs } from "@downhill/tfjs";
    const w = tf.variable(tf.tensor1d([3, -2]));
    const optimizer = toTfjs(adamw, { lr: 0.1 });
    for (let t = 0; t < 200; t++) optimizer.minimize(() => w.square().sum());
    console.log(JSON.stringify([...w.dataSync()]));`;
  writeFileSync(join(project, "tfjs.mjs"), program);
  const numbers = JSON.parse(run("node", ["tfjs.mjs"], project)) as number[];
  expect(Math.max(...numbers.map(Math.abs))).toBeLessThan(0.05);
});

test("a resolver that does not know exports finds every entry", async () => {
  const missing: string[] = [];
  const bundle = await rolldown({
    input: join(project, "everything.ts"),
    resolve: { exportsFields: [], mainFields: ["main"] },
    onLog: (_, { code, message }) => code === "UNRESOLVED_IMPORT" && missing.push(message),
  });
  const { output } = await bundle.generate({ format: "es" });
  expect(output[0].exports).toContain("schedules");
  // What is left out are optional peers, imported when they are asked for.
  expect(missing.filter((message) => message.includes("Could not resolve '@downhill/"))).toEqual([]);
});

/** Strict, and without `skipLibCheck`: our declarations are checked as the project's own files are; TypeScript's are not. */
const strict = {
  skipDefaultLibCheck: true,
  ...{ noEmit: true, allowImportingTsExtensions: true, target: "es2022", types: [] },
  ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
};

/** Every version, and every resolution by some of them; the oldest and the newest know most of what can be amiss between. */
const versions: [version: string, resolutions: string[]][] = [
  ["5.4", thorough ? ["nodenext", "bundler", "node10"] : ["nodenext"]],
  ["5.9", thorough ? ["nodenext", "bundler", "node10"] : ["node10"]],
  ["7", ["nodenext", "bundler"]],
];

describe.each(versions)("TypeScript %s", (version, resolutions) => {
  /** @throws Error with what the compiler found */
  function compile(skip: (why: string) => never, moduleResolution: string, lib: string[], include: string[]): void {
    const module = moduleResolution === "nodenext" ? "nodenext" : "esnext";
    const config = join(project, "tsconfig.compilers.json");
    const compilerOptions = { ...strict, module, moduleResolution, lib };
    writeFileSync(config, JSON.stringify({ compilerOptions, include }));
    if (version === "7") tsc(["-p", config], repository);
    else if ("path" in compilers) {
      run("node", [join(compilers.path, `typescript-${version}/bin/tsc`), "-p", config], project);
    } else {
      console.warn(`TypeScript ${version} was not run: ${compilers.reason}`);
      skip(compilers.reason);
    }
  }

  test.for(resolutions)("compiles every entry and its users, as %s finds them", (resolution, { skip }) => {
    compile(skip, resolution, ["es2022", "dom"], ["*.ts"]);
  });

  if (thorough || version === "7")
    test("compiles every entry where there is no DOM, as on a server", ({ skip }) => {
      compile(skip, "bundler", ["es2022"], ["everything.ts", "heavy-ball.ts"]);
    });
});
