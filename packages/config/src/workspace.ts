import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const repository = fileURLToPath(new URL("../../..", import.meta.url));

export interface Manifest {
  readonly name: string;
  readonly version?: string;
  readonly private?: boolean;
  readonly publishConfig?: { readonly exports?: Readonly<Record<string, unknown>> };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

export interface Package {
  /** Its folder, relative to the workspace's root, with forward slashes. */
  readonly folder: string;
  readonly manifest: Manifest;
}

export const readJson = <T>(...path: string[]): T => JSON.parse(readFileSync(join(...path), "utf8")) as T;

/**
 * The files of a folder and of those in it, relative to it, with forward slashes. Packages that are installed there are not
 * among them: their links lead through half of all that there is.
 */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (!entry.isDirectory()) return [entry.name];
    if (entry.name === "node_modules") return [];
    return filesIn(join(folder, entry.name)).map((file) => `${entry.name}/${file}`);
  });
}

const subfolders = (root: string, folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${folder}/${entry.name}`)
        .sort()
    : [];

/** The kebab-case names of the folders in packages/optimizers. */
export const optimizerNames = (root: string): string[] =>
  subfolders(root, "packages/optimizers")
    .filter((folder) => !isLeftOver(join(root, folder)))
    .map((folder) => folder.slice("packages/optimizers/".length));

/** Whether a folder has nothing but what git does not: a branch had it that is not checked out now. */
function isLeftOver(path: string): boolean {
  const entries = readdirSync(path);
  return entries.length > 0 && entries.every((entry) => ["node_modules", "dist", ".types", ".turbo"].includes(entry));
}

/** Every package of the workspace, in the order of its folders: those that pnpm-workspace.yaml names. */
export function packages(root: string): Package[] {
  const folders = ["packages", "packages/optimizers", "apps"].flatMap((folder) => subfolders(root, folder));
  return [...folders, "bench"]
    .filter((folder) => existsSync(join(root, folder, "package.json")))
    .map((folder) => ({ folder, manifest: readJson<Manifest>(root, folder, "package.json") }));
}

/** What is packed: what is published, and what the catalog of this clone has beside. */
export const isPacked = ({ folder, manifest }: Package): boolean =>
  !manifest.private || folder.startsWith("packages/optimizers/");

/** `cautious-adamw` → `cautiousAdamw`: the name that a package's plugin is exported by. */
export const camelCase = (kebab: string): string => kebab.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
