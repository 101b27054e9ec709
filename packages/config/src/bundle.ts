/** Bundles of the workspace's sources, as an application that uses them makes them: for tests. */

import { join } from "node:path";
import { transform } from "@swc/core";
import { build } from "esbuild";
import { rolldown } from "rolldown";
import { minify } from "terser";
import { repository } from "./workspace.ts";

const folder = join(repository, "packages/config/minified");

/** @param entry the text of the application's one module, in `packages/config/minified` */
export async function withEsbuild(entry: string, options: object): Promise<string> {
  const stdin = { contents: entry, resolveDir: folder };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false, ...options });
  return outputFiles![0]!.text;
}

/** What Vite bundles with; its minifier is Oxc's. */
export async function withRolldown(entry: string, target: string): Promise<string> {
  const id = join(folder, "entry.ts");
  const plugin = {
    name: "entry",
    resolveId: (source: string) => (source === "entry" ? id : null),
    load: (source: string) => (source === id ? entry : null),
  };
  const bundle = await rolldown({ input: "entry", plugins: [plugin], transform: { target } });
  const { output } = await bundle.generate({
    format: "es",
    minify: { compress: { target }, mangle: { toplevel: true } },
    comments: false,
  });
  return output[0].code;
}

/**
 * `unsafe` options apart, all that makes it smaller.
 * @param passes how often it goes over the code: after the third, nothing becomes smaller
 */
export async function withTerser(entry: string, ecma: 2015 | 2020, passes: number): Promise<string> {
  const compress = { ecma, module: true, passes, keep_fargs: false, hoist_funs: true, hoist_vars: true };
  const mangle = { module: true, toplevel: true };
  const { code } = await minify(await withEsbuild(entry, { target: "esnext" }), {
    module: true,
    ecma,
    compress,
    mangle,
  });
  return code!;
}

export async function withSwc(entry: string, target: "es2015" | "es2022"): Promise<string> {
  const options = { module: true, toplevel: true, compress: { passes: 0, toplevel: true }, mangle: { toplevel: true } };
  const source = await withEsbuild(entry, { target: "esnext" });
  const { code } = await transform(source, { isModule: true, minify: true, jsc: { target, minify: options } });
  return code;
}
