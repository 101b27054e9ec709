/** What the tests of what is packed have in common, made once before them: every package, packed, and installed by npm. */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildPackage } from "./build/build.ts";
import { isPacked, packages, repository } from "./workspace.ts";

/** A folder outside the workspace. */
export interface Packed {
  /** The path of each package's tarball, by its name. */
  readonly tarballs: Readonly<Record<string, string>>;
  /** A fresh project of npm's, with every tarball installed, and what is in `packages/config/stranger`. */
  readonly project: string;
}

declare module "vitest" {
  interface ProvidedContext {
    packed: Packed;
  }
}

/** @throws Error with what the command printed, on either stream */
export function run(command: string, args: readonly string[], cwd: string): string {
  const options = { encoding: "utf8", shell: process.platform === "win32", cwd } as const;
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

export const tsc = (args: readonly string[], cwd: string): string =>
  run(join(repository, "node_modules/.bin/tsc"), args, cwd);

/** Packs every package into a folder. @returns the tarballs' paths, by the packages' names */
async function pack(folder: string): Promise<Record<string, string>> {
  const published = packages(repository).filter(isPacked);
  tsc(["-b", ...published.map((each) => each.folder)], repository);
  await Promise.all(published.map((each) => buildPackage(repository, each)));
  mkdirSync(folder);
  const filters = published.flatMap(({ manifest }) => ["--filter", manifest.name]);
  run("pnpm", [...filters, "pack", "--pack-destination", folder], repository);
  const made = readdirSync(folder);
  return Object.fromEntries(
    published.map(({ manifest: { name, version } }) => {
      const tarball = `${name.replace("@", "").replace("/", "-")}-${version}.tgz`;
      if (!made.includes(tarball)) throw new Error(`pnpm pack made no tarball of ${name}`);
      return [name, join(folder, tarball)];
    }),
  );
}

function install(project: string, tarballs: Readonly<Record<string, string>>): void {
  cpSync(join(repository, "packages/config/stranger"), project, { recursive: true });
  const dependencies = Object.fromEntries(Object.entries(tarballs).map(([name, path]) => [name, `file:${path}`]));
  writeFileSync(join(project, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
  const compilerOptions = {
    target: "es2022",
    module: "nodenext",
    types: ["node"],
    typeRoots: [join(repository, "packages/config/node_modules/@types")],
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    rewriteRelativeImportExtensions: true,
    outDir: "dist",
  };
  writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  // Without peers, or npm would go and fetch vitest for conformance.
  run("npm", ["install", "--offline", "--legacy-peer-deps", "--no-audit", "--no-fund"], project);
}

/** Vitest calls it before the first of these tests. @returns what it calls after the last */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "downhill-packed-"));
  const leave = () => rmSync(folder, { recursive: true, force: true });
  try {
    const tarballs = await pack(join(folder, "tarballs"));
    const project = join(folder, "project");
    install(project, tarballs);
    provide("packed", { tarballs, project });
  } catch (error) {
    leave();
    throw error;
  }
  return leave;
}
