import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Plugin, Wrapper } from "@downhill/plugin";
import { camelCase, optimizerNames } from "./workspace.ts";

/** What sync reads of a plugin or wrapper. */
export type Metadata = Pick<Plugin | Wrapper, "name" | "kind" | "doc" | "paper" | "reference" | "hyper" | "state">;

/**
 * Whether it has been compared with nothing: an idea of one's own, or one whose reference is not at hand. It is private to
 * its clone then, and says so wherever it shows.
 */
export const isUnverified = ({ reference }: Pick<Metadata, "reference">): boolean => reference === "none";

/** What stands where others have their reference. */
export const referenceOf = (each: Pick<Metadata, "reference">): string =>
  isUnverified(each) ? "*unverified*" : each.reference;

const kinds = ["optimizer", "wrapper"];
const contract = "packages/plugin/src/index.ts";

/**
 * The metadata of every plugin and wrapper in packages/optimizers, in the order of their names.
 * @throws Error naming the file that lacks its plugin or the field that the plugin lacks.
 */
export async function loadPlugins(root: string): Promise<Metadata[]> {
  return Promise.all(optimizerNames(root).map((name) => loadPlugin(root, name)));
}

/** The metadata of the contract's own wrappers. */
export async function loadOwn(root: string): Promise<Metadata[]> {
  const exported = Object.values(await exportsOf(root, contract));
  return exported.filter((each) => each?.kind === "wrapper") as Metadata[];
}

export async function loadPlugin(root: string, name: string): Promise<Metadata> {
  const file = `packages/optimizers/${name}/src/index.ts`;
  if (!existsSync(join(root, file))) throw new Error(`${file}: no such file, but packages/optimizers/${name} exists`);
  const plugin = (await exportsOf(root, file))[camelCase(name)];
  if (!plugin) throw new Error(`${file}: must export a plugin called ${camelCase(name)}`);
  if (plugin.name !== name) {
    throw new Error(`${file}: the plugin's name must be that of its folder, ${name}, got ${plugin.name}`);
  }
  if (!kinds.includes(plugin.kind)) {
    throw new Error(`${file}: ${name} must be of a kind that the contract makes, ${kinds.join(" or ")}`);
  }
  for (const field of ["doc", "paper", "reference"] as const) {
    if (typeof plugin[field] !== "string" || plugin[field] === "") throw new Error(`${file}: ${name} has no ${field}`);
  }
  return plugin;
}

const exportsOf = async (root: string, file: string): Promise<Record<string, Metadata | undefined>> =>
  await import(pathToFileURL(join(root, file)).href);
