import { join } from "node:path";
import type { Package } from "../workspace.ts";

/** What a package exports under one name. */
export interface Entry {
  /** Its path in `dist` and in `src`, without a suffix: `schedules/index`. */
  readonly name: string;
  /** The path of its source. */
  readonly source: string;
}

/** The entries of a package that are modules: its data are published as they are. */
export function entriesOf(root: string, { folder, manifest }: Package): Entry[] {
  return Object.entries(manifest.publishConfig?.exports ?? {}).flatMap(([key, entry]) => {
    if (typeof entry !== "object") return [];
    const name = /^\.\/dist\/(.+)\.js$/.exec((entry as { default?: string }).default ?? "")?.[1];
    if (!name) throw new Error(`${folder}: publishConfig.exports["${key}"] must have a default ./dist/….js`);
    return [{ name, source: join(root, folder, `src/${name}.ts`) }];
  });
}
