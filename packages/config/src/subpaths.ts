import { json } from "./optimizer-package.ts";
import type { Package } from "./workspace.ts";

/** What is exported below a package's name: its types, and its module. */
interface Entry {
  readonly types: string;
  readonly default: string;
}

const isEntry = (entry: unknown): entry is Entry => typeof entry === "object" && entry !== null && "types" in entry;

/**
 * A package.json in a folder of its name for each subpath of a package: resolvers that do not know `exports` (Parcel,
 * TypeScript's `node10`) look for a folder.
 */
export function subpathManifests(all: readonly Package[]): Map<string, string> {
  const files = new Map<string, string>();
  for (const { folder, manifest } of all) {
    for (const [key, entry] of Object.entries(manifest.publishConfig?.exports ?? {})) {
      if (key === "." || !isEntry(entry)) continue;
      const up = "../".repeat(key.split("/").length - 1);
      const [main, types] = [entry.default, entry.types].map((path) => path.replace("./", up));
      files.set(
        `${folder}/${key.slice("./".length)}/package.json`,
        json({ type: "module", sideEffects: false, main, types }),
      );
    }
  }
  return files;
}
