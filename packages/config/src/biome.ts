import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { repository } from "./workspace.ts";

const rules = "packages/config/lint";
const program = createRequire(import.meta.url).resolve("@biomejs/biome/bin/biome");

/** What biome says of `files`, and makes of them, if they were in the workspace at these paths. */
export function biome(files: ReadonlyMap<string, string>, args: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "downhill-biome-"));
  try {
    cpSync(join(repository, ".biome.json"), join(folder, ".biome.json"));
    cpSync(join(repository, rules), join(folder, rules), { recursive: true });
    for (const [path, text] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const command = [program, ...args, "--vcs-enabled=false", "--max-diagnostics=none"];
    const { stdout, stderr, error } = spawnSync(process.execPath, command, { cwd: folder, encoding: "utf8" });
    if (error) throw error;
    const result = new Map([...files.keys()].map((path) => [path, readFileSync(join(folder, path), "utf8")]));
    return { output: stdout, errors: stderr, files: result };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
