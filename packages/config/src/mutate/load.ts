import { readFileSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { transform } from "esbuild";
import { specifiers } from "../layers.ts";

export type Exports = Record<string, unknown>;

/** Sources that may be changed, and what they import from elsewhere. */
export interface Sources {
  /** The text of each file, by its path. */
  readonly texts: ReadonlyMap<string, string>;
  /** The same as CommonJS modules. */
  readonly codes: ReadonlyMap<string, string>;
  /** The path of each module that is imported by name. */
  readonly paths: ReadonlyMap<string, string>;
  /** The other modules: those given by their names, the rest by their paths. */
  readonly externals: ReadonlyMap<string, unknown>;
}

/**
 * Reads files, and what they import.
 * @param isOwn which files are read, as these are; the rest is imported
 * @param given modules by their names, which are not looked for
 */
export async function readSources(
  entries: readonly string[],
  isOwn: (file: string) => boolean,
  given: ReadonlyMap<string, unknown>,
): Promise<Sources> {
  const texts = new Map<string, string>();
  const codes = new Map<string, string>();
  const paths = new Map<string, string>();
  const externals = new Map(given);
  const read = async (file: string): Promise<void> => {
    if (texts.has(file) || externals.has(file)) return;
    if (!entries.includes(file) && !isOwn(file)) return void externals.set(file, await external(file));
    const text = readFileSync(file, "utf8");
    texts.set(file, text);
    codes.set(file, await compiled(text));
    for (const specifier of specifiers(file, text)) {
      if (given.has(specifier)) continue;
      if (!specifier.startsWith(".")) paths.set(specifier, createRequire(file).resolve(specifier));
      await read(paths.get(specifier) ?? join(dirname(file), specifier));
    }
  };
  for (const entry of entries) await read(entry);
  return { texts, codes, paths, externals };
}

async function external(path: string): Promise<unknown> {
  if (isBuiltin(path)) return import(path);
  if (path.endsWith(".json")) return { __esModule: true, default: JSON.parse(readFileSync(path, "utf8")) };
  return import(pathToFileURL(path).href);
}

/** A source as a CommonJS module. */
export async function compiled(text: string): Promise<string> {
  const define = { "import.meta.url": JSON.stringify(import.meta.url) };
  return (await transform(text, { loader: "ts", format: "cjs", target: "es2022", define })).code;
}

/** Runs a file and the modules that it imports, with `changed` ones instead of some. Returns what it exports. */
export function load(
  entry: string,
  { codes, paths, externals }: Sources,
  changed: ReadonlyMap<string, string>,
): Exports {
  const modules = new Map<string, { exports: Exports }>();
  const run = (file: string): Exports => {
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} as Exports };
    modules.set(file, module);
    const require = (specifier: string) => {
      const path = specifier.startsWith(".") ? join(dirname(file), specifier) : (paths.get(specifier) ?? specifier);
      return codes.has(path) ? run(path) : externals.get(path);
    };
    const code = changed.get(file) ?? codes.get(file)!;
    new Function("require", "module", "exports", code)(require, module, module.exports);
    return module.exports;
  };
  return run(entry);
}
