import { createHash } from "node:crypto";
import { existsSync, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin, stop } from "esbuild";

const folder = fileURLToPath(new URL("../../node_modules/.cache/downhill", import.meta.url));

/**
 * A program and Downhill's packages as one file of JavaScript: a worker that imports their hundreds of TypeScript files takes
 * one and a half seconds to begin, this one a twentieth of that.
 * @returns its URL
 */
export async function bundled(program: URL): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(program)],
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node20",
    plugins: [elsewhere],
    logLevel: "silent",
  });
  // Its process would die of a Ctrl-C that this one survives; whoever builds next has a new one.
  await stop();
  const { text } = outputFiles[0]!;
  const path = join(folder, `worker-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.mjs`);
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    // Another process may be about to read it.
    writeFileSync(`${path}.${process.pid}`, text);
    renameSync(`${path}.${process.pid}`, path);
  }
  return pathToFileURL(path).href;
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
