import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build as withEsbuild } from "esbuild";
import { build as withVite } from "vite";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import webpack from "webpack";
import { run } from "./packed-project.ts";

// A program that uses the packages as they are packed comes to the same weights, wherever they are installed and whatever
// bundles it.

const used = ["adam", "lion", "lookahead", "muon", "core", "problems"].map((name) => `@downhill/${name}`);
const program = `
  import { adam } from "@downhill/adam";
  import { lion } from "@downhill/lion";
  import { lookahead } from "@downhill/lookahead";
  import { muon } from "@downhill/muon";
  import { dense, fit, relu, save, sequential, softmaxCrossEntropy } from "@downhill/core";
  import { spiral } from "@downhill/problems";

  for (const plugin of [adam, muon, lookahead(lion)]) {
    const model = sequential([dense(16), relu(), dense(3)], { input: 2 });
    const optimizer = plugin(model.parameters());
    fit(model, spiral(), { loss: softmaxCrossEntropy(), optimizer, epochs: 30 });
    const hash = await crypto.subtle.digest("SHA-256", save(model));
    console.log(plugin.name, optimizer.backend, [...new Uint8Array(hash)].join(" "));
  }
`;

const { project, tarballs } = inject("packed");
let folder = "";
/** Its file, where npm has installed the packages and nothing else. */
let entry = "";
let byNpm = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "downhill-bundled-"));
  entry = place(join(folder, "npm"));
  mkdirSync(join(folder, "npm/node_modules"));
  symlinkSync(join(project, "node_modules/@downhill"), join(folder, "npm/node_modules/@downhill"), "junction");
  byNpm = run("node", [entry], folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Makes a project with the program in it. */
function place(project: string, manifest: object = {}): string {
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module", ...manifest }));
  writeFileSync(join(project, "program.js"), program);
  return join(project, "program.js");
}

test("installed by npm", () => {
  expect(byNpm.match(/^\S+ simd [\d ]+$/gm)).toHaveLength(3);
});

test("installed by pnpm", () => {
  const files = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, `file:${tarballs[name]}`]));
  // What the packages depend on is on no registry yet.
  const overrides = files(Object.keys(tarballs));
  const manifest = { dependencies: files(used), pnpm: { overrides } };
  const entry = place(join(folder, "pnpm"), manifest);
  // The peers that are optional are fetched by nobody.
  run("pnpm", ["install", "--offline", "--ignore-workspace", "--config.auto-install-peers=false"], join(entry, ".."));
  expect(run("node", [entry], folder)).toBe(byNpm);
});

const bundlers: Record<string, (out: string) => Promise<unknown>> = {
  esbuild: (out) =>
    withEsbuild({ entryPoints: [entry], outfile: join(out, "program.js"), bundle: true, minify: true, format: "esm" }),
  Vite: (out) =>
    withVite({
      root: join(entry, ".."),
      configFile: false,
      logLevel: "error",
      build: { outDir: out, target: "es2022", minify: true, lib: { entry, formats: ["es"], fileName: "program" } },
    }),
  webpack: async (out) => {
    const compiler = webpack({
      mode: "production",
      // By terser, which takes eight seconds over the engine. What it makes of rules and the contract, minify.test.ts tries daily.
      optimization: { minimize: Boolean(process.env.DOWNHILL_THOROUGH) },
      context: join(entry, ".."),
      entry,
      target: "es2022",
      experiments: { outputModule: true },
      output: { path: out, filename: "program.js", module: true, chunkFormat: "module" },
    })!;
    const stats = await new Promise<webpack.Stats>((resolve, reject) =>
      compiler.run((error, stats) => (stats ? resolve(stats) : reject(error))),
    );
    await new Promise((closed) => compiler.close(closed));
    if (stats.hasErrors()) throw new Error(stats.toString({ all: false, errors: true }));
  },
};

test.each(Object.keys(bundlers))("bundled by %s", async (name) => {
  const out = join(folder, name);
  mkdirSync(out);
  writeFileSync(join(out, "package.json"), '{ "type": "module" }');
  await bundlers[name]!(join(out, "dist"));
  expect(run("node", [join(out, "dist/program.js")], folder)).toBe(byNpm);
});
