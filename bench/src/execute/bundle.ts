import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type OutputFile, type Plugin, stop } from "esbuild";

const folder = fileURLToPath(new URL("../../node_modules/.cache/downhill", import.meta.url));

/**
 * A program and Downhill's packages as a few files of JavaScript: a worker that imports their hundreds of TypeScript files
 * takes one and a half seconds to begin, this one a twentieth of that.
 * @returns its URL
 */
export async function bundled(program: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: { program: fileURLToPath(program) },
    bundle: true,
    // What is imported when it is needed stays so.
    splitting: true,
    outdir: folder,
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
  return pathToFileURL(join(kept(outputFiles), "program.mjs")).href;
}

/** @returns the folder that they are in, by the name of what they say */
function kept(files: readonly OutputFile[]): string {
  const hash = createHash("sha256");
  for (const { path, contents } of files) hash.update(path).update(contents);
  const path = join(folder, hash.digest("hex").slice(0, 16));
  if (existsSync(path)) return path;
  // Another process may be about to read it.
  const own = `${path}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  for (const { path, contents } of files) writeFileSync(join(own, relative(folder, path)), contents);
  try {
    renameSync(own, path);
  } catch (error) {
    if (!existsSync(path)) throw error;
    rmSync(own, { recursive: true }); // another was faster
  }
  return path;
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
