import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { loadPlugin } from "../plugins.ts";
import type { Package } from "../workspace.ts";
import { declarations } from "./declarations.ts";
import { entriesOf } from "./entries.ts";
import { withHyperDocs } from "./hyper-docs.ts";
import { scripts } from "./scripts.ts";

/** Writes what is published of a package to its `dist`, and nothing else is left there. `tsc -b` comes first. */
export async function buildPackage(root: string, each: Package): Promise<void> {
  const entries = entriesOf(root, each);
  const dist = join(root, each.folder, "dist");
  const files = new Map([
    ...(await scripts(root, each.folder, entries)),
    ...declarations(entries, join(root, each.folder, ".types")),
  ]);
  const [, optimizer] = /^packages\/optimizers\/(.+)$/.exec(each.folder) ?? [];
  const main = files.get("index.d.ts");
  if (optimizer && main) files.set("index.d.ts", withHyperDocs(main, (await loadPlugin(root, optimizer)).hyper));
  rmSync(dist, { recursive: true, force: true });
  for (const [path, text] of files) {
    mkdirSync(dirname(join(dist, path)), { recursive: true });
    writeFileSync(join(dist, path), text);
  }
}
