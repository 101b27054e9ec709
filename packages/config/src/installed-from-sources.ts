import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { entriesOf } from "./build/entries.ts";
import { scripts } from "./build/scripts.ts";
import { packages, repository } from "./workspace.ts";

/**
 * Puts packages into a project's `node_modules` as they run where they are published: their scripts and the manifest that
 * finds them, without types and texts, which take `tsc` and a minute.
 */
export async function installFromSources(names: readonly string[], project: string): Promise<void> {
  for (const each of packages(repository).filter(({ manifest }) => names.includes(manifest.name))) {
    const { publishConfig, ...manifest } = each.manifest;
    const files = await scripts(repository, each.folder, entriesOf(repository, each));
    const folder = join(project, "node_modules", each.manifest.name);
    const write = (path: string, text: string) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const [path, text] of files) write(`dist/${path}`, text);
    write("package.json", JSON.stringify({ ...manifest, ...publishConfig }));
  }
}
