import { existsSync } from "node:fs";
import { join, posix } from "node:path";
import { json } from "./optimizer-package.ts";
import { type Package, readJson } from "./workspace.ts";

const config = "packages/config";
const base = "@downhill/config/tsconfig.json";

interface Project {
  extends?: string;
  references?: { path: string }[];
}

const references = (from: string, folders: readonly string[]) =>
  folders.map((folder) => ({ path: posix.relative(from, folder) }));

/** What a package's tsconfig.json says beside its references is its author's: only those are written. */
function packageProject(root: string, { folder, manifest }: Package, all: readonly Package[]): string {
  const path = join(root, folder, "tsconfig.json");
  const types = manifest.devDependencies?.["@types/node"] ? { compilerOptions: { types: ["node"] } } : {};
  const project: Project = existsSync(path) ? readJson<Project>(path) : { extends: base, ...types };
  const used = all.filter((other) => manifest.dependencies?.[other.manifest.name]?.startsWith("workspace:"));
  const { references: _, ...rest } = project;
  return json({
    ...rest,
    references: references(
      folder,
      used.map((other) => other.folder),
    ),
  });
}

/**
 * The tsconfig.json of every package but config, and config's own two: the solution, and the packages' tests.
 * An app checks its own tests: its types are the browser's.
 */
export function projects(root: string, all: readonly Package[]): Map<string, string> {
  const built = all.filter(({ folder }) => folder !== config);
  const folders = built.map(({ folder }) => folder);
  const emitting = folders.filter((folder) => !folder.startsWith("apps/"));
  const files = new Map(built.map((each) => [`${each.folder}/tsconfig.json`, packageProject(root, each, all)]));
  files.set(`${config}/tsconfig.build.json`, json({ files: [], references: references(config, folders) }));
  const tests = readJson<Project>(root, config, "tsconfig.tests.json");
  files.set(`${config}/tsconfig.tests.json`, json({ ...tests, references: references(config, emitting) }));
  return files;
}
