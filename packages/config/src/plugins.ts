import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin } from "@downhill/plugin";
import { camelCase, optimizerNames } from "./workspace.ts";

/** What sync reads of a plugin. */
export type Metadata = Pick<Plugin, "name" | "doc" | "paper" | "reference" | "hyper" | "state">;

/**
 * The metadata of every plugin in packages/optimizers, in the order of their names.
 * @throws Error naming the file that lacks its plugin or the field that the plugin lacks.
 */
export async function loadPlugins(root: string): Promise<Metadata[]> {
  return Promise.all(optimizerNames(root).map((name) => loadPlugin(root, name)));
}

async function loadPlugin(root: string, name: string): Promise<Metadata> {
  const file = `packages/optimizers/${name}/src/index.ts`;
  const path = join(root, file);
  if (!existsSync(path)) throw new Error(`${file}: no such file, but packages/optimizers/${name} exists`);
  const exported = (await import(pathToFileURL(path).href)) as Record<string, Metadata | undefined>;
  const plugin = exported[camelCase(name)];
  if (!plugin) throw new Error(`${file}: must export a plugin called ${camelCase(name)}`);
  if (plugin.name !== name) {
    throw new Error(`${file}: the plugin's name must be that of its folder, ${name}, got ${plugin.name}`);
  }
  for (const field of ["doc", "paper", "reference"] as const) {
    if (typeof plugin[field] !== "string" || plugin[field] === "") throw new Error(`${file}: ${name} has no ${field}`);
  }
  return plugin;
}
