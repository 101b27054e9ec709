import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type OutputFile, type Plugin, stop, version } from "esbuild";

const repository = fileURLToPath(new URL("../../..", import.meta.url));
const cache = join(repository, "bench/node_modules/.cache/downhill");

/**
 * A program and Downhill's packages as a few files of JavaScript: a worker that imports their hundreds of TypeScript files
 * takes one and a half seconds to begin, this one a twentieth of that. What has been built of the same sources is there.
 * @returns its URL
 */
export async function bundled(program: URL): Promise<string> {
  const from = sources();
  const folder = join(cache, digest(program, from));
  if (!existsSync(folder)) keep(await built(program, from), folder);
  return pathToFileURL(join(folder, "program.mjs")).href;
}

/** Of all that a program may be built of, be it among its imports or not. */
function digest(program: URL, from: readonly string[]): string {
  const hash = createHash("sha256").update(`${version} ${program} `);
  for (const path of from) hash.update(path).update(readFileSync(join(repository, path)));
  return hash.digest("hex").slice(0, 16);
}

/** The packages' modules and settings, and what says where other packages are. */
function sources(): string[] {
  const packages = ["packages", "packages/optimizers"].flatMap((folder) => inFolder(folder));
  const found = [...packages, "bench"].flatMap((folder) => {
    const source = `${folder}/src`;
    if (!existsSync(join(repository, source))) return [];
    const settings = inFolder(folder).filter((path) => path.endsWith(".json"));
    return [...settings, ...inFolder(source, true).filter((path) => /(?<!\.test)\.(ts|json)$/.test(path))];
  });
  return ["pnpm-lock.yaml", ...found];
}

/** Paths from the repository, in an order that is the same every time. */
const inFolder = (folder: string, recursive = false): string[] =>
  readdirSync(join(repository, folder), { recursive, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .sort();

/** @throws Error for what it is built of beside `from`: when that changed, nobody would notice */
async function built(program: URL, from: readonly string[]): Promise<readonly OutputFile[]> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: repository,
    metafile: true,
    entryPoints: { program: fileURLToPath(program) },
    bundle: true,
    // What is imported when it is needed stays so.
    splitting: true,
    outdir: cache,
    outExtension: { ".js": ".mjs" },
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [elsewhere, asInSource],
    define: { "import.meta.url": placeOfSource },
    logLevel: "silent",
  });
  // Its process would die of a Ctrl-C that this one survives; whoever builds next has a new one.
  await stop();
  const unknown = Object.keys(metafile.inputs).filter((path) => !from.includes(path));
  if (unknown.length > 0) throw new Error(`${program} is built of ${unknown.join(", ")} as well`);
  return outputFiles;
}

/** Days after which what was built of other sources is in nobody's use. */
const KEPT = 7;

function keep(files: readonly OutputFile[], folder: string): void {
  for (const name of existsSync(cache) ? readdirSync(cache) : []) {
    const made = statSync(join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - made > KEPT * 86_400_000) rmSync(join(cache, name), { recursive: true, force: true });
  }
  // Another process may be about to read it.
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  for (const { path, contents } of files) writeFileSync(join(own, relative(cache, path)), contents);
  try {
    renameSync(own, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true }); // another was faster
  }
}

/** Packages that are not Downhill's stay where they are, some of them data of many megabytes. */
const elsewhere: Plugin = {
  name: "elsewhere",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^[^./]/ }, async ({ path, importer, kind, resolveDir, pluginData }) => {
      if (kind === "entry-point" || path.startsWith("@downhill/") || pluginData === elsewhere) return;
      const found = await resolve(path, { importer, kind, resolveDir, pluginData: elsewhere });
      // What is not installed is told by whoever imports it.
      if (found.errors.length > 0) return { path, external: true };
      return { path: found.external ? found.path : pathToFileURL(found.path).href, external: true };
    });
  },
};

/** What a module calls the place where its source is, from which it finds the files beside it. */
const placeOfSource = "__place_of_source";

const asInSource: Plugin = {
  name: "as in source",
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, "utf8");
      if (!text.includes("import.meta.url")) return;
      const place = JSON.stringify(pathToFileURL(path).href);
      return { loader: "ts", contents: `const ${placeOfSource} = ${place}; ${text}` };
    });
  },
};
