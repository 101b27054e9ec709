import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { transformSync } from "esbuild";
import { specifiers } from "../layers.ts";

export type Exports = Record<string, unknown>;

/** The sources of a folder, and what they import from elsewhere. */
export interface Sources {
  /** The text of each file, by its path. */
  readonly texts: ReadonlyMap<string, string>;
  /** Modules, by their specifiers, or by their paths. */
  readonly externals: ReadonlyMap<string, unknown>;
}

/** Reads files and all of their folder that they import, and imports the rest. */
export async function readSources(entries: readonly string[], given: ReadonlyMap<string, unknown>): Promise<Sources> {
  const texts = new Map<string, string>();
  const externals = new Map(given);
  const folder = dirname(entries[0]!);
  const read = async (file: string): Promise<void> => {
    if (texts.has(file) || externals.has(file)) return;
    if (!file.startsWith(folder)) return void externals.set(file, await import(pathToFileURL(file).href));
    const text = readFileSync(file, "utf8");
    texts.set(file, text);
    for (const specifier of specifiers(file, text)) {
      if (specifier.startsWith(".")) await read(join(dirname(file), specifier));
      else if (!externals.has(specifier)) externals.set(specifier, await external(file, specifier));
    }
  };
  for (const entry of entries) await read(entry);
  return { texts, externals };
}

async function external(file: string, specifier: string): Promise<unknown> {
  if (specifier.startsWith("node:")) return import(specifier);
  const path = createRequire(file).resolve(specifier);
  if (path.endsWith(".json")) return { __esModule: true, default: JSON.parse(readFileSync(path, "utf8")) };
  return import(pathToFileURL(path).href);
}

const compiled = new Map<string, string>();

/** Runs a file and all of its folder that it imports, of which `changed` may be others than on disk. Returns what it exports. */
export function load(entry: string, { texts, externals }: Sources, changed: ReadonlyMap<string, string>): Exports {
  const modules = new Map<string, { exports: Exports }>();
  const run = (file: string): Exports => {
    const known = modules.get(file);
    if (known) return known.exports;
    const module = { exports: {} as Exports };
    modules.set(file, module);
    const require = (specifier: string) => {
      const path = join(dirname(file), specifier);
      return specifier.startsWith(".") && texts.has(path)
        ? run(path)
        : (externals.get(path) ?? externals.get(specifier));
    };
    const code = compile(changed.get(file) ?? texts.get(file)!, !changed.has(file));
    new Function("require", "module", "exports", code)(require, module, module.exports);
    return module.exports;
  };
  return run(entry);
}

function compile(text: string, keep: boolean): string {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const define = { "import.meta.url": JSON.stringify(import.meta.url) };
  const { code } = transformSync(text, { loader: "ts", format: "cjs", target: "es2022", define });
  if (keep) compiled.set(text, code);
  return code;
}
