import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { biome } from "./biome.ts";
import { catalogManifest, catalogReadme, catalogSource } from "./catalog-package.ts";
import { describe } from "./equations/load.ts";
import { equationsSource } from "./equations/module.ts";
import { readmes } from "./examples.ts";
import { optimizerManifest } from "./optimizer-package.ts";
import { optimizerReadme } from "./optimizer-readme.ts";
import { optimizersPage } from "./page/page.ts";
import { speeds } from "./page/speed.ts";
import { loadOwn, loadPlugins } from "./plugins.ts";
import { publishedManifests } from "./published.ts";
import { projects } from "./references.ts";
import { subpathManifests } from "./subpaths.ts";
import { type Manifest, packages, readJson } from "./workspace.ts";

/** What the modules of a folder say, tests apart. */
const sourcesIn = (root: string, folder: string): string[] =>
  readdirSync(join(root, folder))
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file))
    .map((file) => readFileSync(join(root, folder, file), "utf8"));

/** The text of every generated file, by its path from the workspace's root. */
export async function generate(root: string): Promise<Map<string, string>> {
  // Biome has the last word, so that lint and sync cannot disagree.
  return biome(await unformatted(root), ["check", "--write"]).files;
}

/** The same before Biome has set its lines. */
export async function unformatted(root: string): Promise<Map<string, string>> {
  const plugins = await loadPlugins(root);
  const own = await loadOwn(root);
  const described = describe(root, [...plugins, ...own]);
  const base = plugins.find(({ name }) => name === "sgd");
  const first = readJson<Manifest>(root, "packages/plugin/package.json").version ?? "0.1.0";
  const version = (folder: string): string => {
    const path = join(root, folder, "package.json");
    return existsSync(path) ? (readJson<Manifest>(path).version ?? first) : first;
  };

  const manifests = new Map<string, string>();
  const written = new Map<string, string>();
  for (const plugin of plugins) {
    const folder = `packages/optimizers/${plugin.name}`;
    manifests.set(
      `${folder}/package.json`,
      optimizerManifest(plugin, version(folder), sourcesIn(root, `${folder}/src`)),
    );
    written.set(`${folder}/README.md`, optimizerReadme(plugin, base, described.get(plugin.name)));
  }
  manifests.set("packages/catalog/package.json", catalogManifest(plugins, version("packages/catalog")));
  written.set("packages/catalog/README.md", catalogReadme(plugins, own));
  written.set("docs/optimizers.md", optimizersPage({ plugins, own, described, speeds: speeds(root) }));
  const sources = new Map([
    ["packages/catalog/src/index.ts", catalogSource(plugins, own)],
    ["packages/catalog/src/equations.ts", equationsSource(described)],
  ]);

  const all = withManifests(root, manifests);
  return new Map([
    ...publishedManifests(root, all),
    ...readmes(root, written),
    ...sources,
    ...projects(root, all),
    ...subpathManifests(all),
  ]);
}

/** The workspace's packages as they will be once `manifests` are written. */
function withManifests(root: string, manifests: ReadonlyMap<string, string>) {
  const known = new Map(packages(root).map((each) => [each.folder, each]));
  for (const [path, text] of manifests) {
    const folder = dirname(path);
    known.set(folder, { folder, manifest: JSON.parse(text) as Manifest });
  }
  return [...known.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** The generated files that are missing or differ from what they should be. */
export function stale(root: string, files: ReadonlyMap<string, string>): string[] {
  return [...files].filter(([path, text]) => read(join(root, path)) !== text).map(([path]) => path);
}

const read = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, "utf8").replaceAll("\r\n", "\n") : undefined;

export function write(root: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}
