/** What a test needs beyond the workspace: a folder with a lockfile of its own, installed when it is needed first, and kept. */

import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { readJson, repository } from "./workspace.ts";

export type Installed = { readonly path: string } | { readonly reason: string };

const patience = 900_000; // milliseconds: some hundred megabytes

/**
 * Installs what a folder of `packages/config` locks, unless that is there. To be called by one test file for one folder: two
 * at a time would be in each other's way.
 * @param name of the folder
 * @returns the path of its `node_modules`, or why there is none: a registry that cannot be reached, say
 */
export async function installed(name: string): Promise<Installed> {
  const folder = join(repository, "packages/config", name);
  const path = join(folder, "node_modules");
  const stamp = join(path, ".installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return { path };
  // What the lockfile's hash allows is what is downloaded; none of it may run while it is installed.
  const args = ["ci", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
  const options = { cwd: folder, timeout: patience, shell: process.platform === "win32" };
  try {
    await promisify(execFile)("npm", args, options);
  } catch (error) {
    const { message, stderr = "" } = error as Error & { stderr?: string };
    const [first] = stderr.split("\n").filter((line) => line.includes("error"));
    return { reason: `npm ci in packages/config/${name} failed: ${first ?? message}` };
  }
  // Of what is optional, since it is of one kind of machine each, npm leaves out in silence what it cannot download.
  const absent = missing(folder);
  if (absent.length > 0) return { reason: `npm ci in packages/config/${name} could not get ${absent.join(", ")}` };
  writeFileSync(stamp, wanted);
  return { path };
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly [of in "os" | "cpu" | "libc"]?: readonly string[] }>>;
}

/** What the lockfile has for this kind of machine, and its folder has not. */
function missing(folder: string): string[] {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const here = {
    os: process.platform,
    cpu: process.arch,
    libc: header.glibcVersionRuntime ? "glibc" : "musl",
  } as const;
  const { packages } = readJson<Lock>(folder, "package-lock.json");
  const fits = (wanted: Lock["packages"][string]) =>
    (["os", "cpu", "libc"] as const).every((of) => wanted[of]?.includes(here[of]) ?? true);
  const absent = Object.keys(packages).filter((path) => fits(packages[path]!) && !existsSync(join(folder, path)));
  return absent.map((path) => path.replace("node_modules/", ""));
}
