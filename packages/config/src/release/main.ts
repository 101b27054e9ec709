/**
 * `pnpm release --dry-run` shows what would be published, and what stands in the way; `pnpm release version` turns the files of
 * `.changeset` into a version and into the changelog; `pnpm release` publishes, from the workflow that has the right to.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPackage } from "../build/build.ts";
import { loadPlugins } from "../plugins.ts";
import { repositoryUrl } from "../published.ts";
import { packages, repository } from "../workspace.ts";
import { obstacles } from "./obstacles.ts";
import { planned, withChanges } from "./plan.ts";
import { contentsOf } from "./tarball.ts";

const shell = process.platform === "win32";
const run = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: repository, stdio: "inherit", shell });
const output = (command: string, ...args: string[]) =>
  execFileSync(command, args, { cwd: repository, encoding: "utf8", shell, maxBuffer: 1e8 });

const published = packages(repository).filter(
  ({ folder, manifest }) => folder.startsWith("packages/") && !manifest.private,
);

async function inTheWay(): Promise<string[]> {
  return obstacles({
    repositoryUrl: repositoryUrl(repository),
    plugins: await loadPlugins(repository),
    uncommitted: output("git", "status", "--porcelain"),
    pending: (await planned(repository)).version,
  });
}

async function build(): Promise<void> {
  run("pnpm", "--silent", "types");
  await Promise.all(published.map((each) => buildPackage(repository, each)));
}

/** Packs all, and prints what the registry would get. */
async function show(): Promise<void> {
  await build();
  const folder = mkdtempSync(join(tmpdir(), "downhill-release-"));
  try {
    const filters = published.flatMap(({ manifest }) => ["--filter", manifest.name]);
    output("pnpm", ...filters, "pack", "--pack-destination", folder);
    const kB = (bytes: number) => (bytes / 1000).toFixed(1).padStart(8);
    let [packedTotal, unpackedTotal] = [0, 0];
    console.log(`${"package".padEnd(42)} files packed, kB unpacked, kB`);
    for (const { manifest } of published) {
      const file = join(folder, `${manifest.name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`);
      const { files, unpacked } = contentsOf(readFileSync(file));
      const packed = statSync(file).size;
      packedTotal += packed;
      unpackedTotal += unpacked;
      const name = `${manifest.name}@${manifest.version}`.padEnd(42);
      console.log(
        `${name} ${String(files.length).padStart(5)} ${kB(packed).padStart(10)} ${kB(unpacked).padStart(12)}`,
      );
    }
    console.log(
      `${published.length} packages, ${kB(packedTotal).trim()} kB packed, ${kB(unpackedTotal).trim()} kB unpacked`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function version(): Promise<void> {
  const plan = await planned(repository);
  if (!plan.version) throw new Error("no changeset is pending: pnpm change writes one");
  const changelog = join(repository, "packages/CHANGELOG.md");
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(changelog, withChanges(readFileSync(changelog, "utf8"), plan, today));
  run("pnpm", "exec", "changeset", "version");
  run("pnpm", "install", "--no-frozen-lockfile", "--prefer-offline");
  run("pnpm", "sync");
  console.log(`${plan.version} of ${plan.changes.length} changes: look at packages/CHANGELOG.md, commit, tag`);
}

try {
  const [what] = process.argv.slice(2);
  if (what === "version") await version();
  else if (what === "--dry-run") {
    await show();
    const { version, changes } = await planned(repository);
    for (const { size, summary } of changes) console.log(`pending, ${size}: ${summary}`);
    if (version) console.log(`pending: ${version}`);
    for (const each of await inTheWay()) console.log(`in the way: ${each}`);
  } else if (what === undefined) {
    const found = await inTheWay();
    if (found.length > 0) throw new Error(found.join("\nrelease: "));
    await build();
    run("pnpm", "publish", "--recursive", "--access", "public");
  } else throw new Error(`--dry-run, version or nothing, got ${what}`);
} catch (error) {
  console.error(`release: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
