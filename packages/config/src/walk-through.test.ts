import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { repository } from "./workspace.ts";

const section = /^## An idea of your own[\s\S]*?(?=^## )/m.exec(
  readFileSync(join(repository, "CONTRIBUTING.md"), "utf8"),
)![0];

/** What the section has one do, in its order: a file that has this text, or a command that prints these lines. */
type Doing =
  | { readonly file: string; readonly text: string }
  | { readonly command: string; readonly prints: readonly string[] };

function doings(markdown: string): Doing[] {
  const found: Doing[] = [];
  for (const { 1: language, 2: text, index } of markdown.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (language === "ts") {
      const [, file] = /`([^`]+)`:\s*$/.exec(markdown.slice(0, index)) ?? [];
      found.push({ file: file!, text: text! });
    } else
      for (const part of text!.split(/^\$ /m).slice(1)) {
        const [command, ...prints] = part.trimEnd().split("\n");
        found.push({ command: command!, prints: prints.filter((line) => line.trim() && line !== "…") });
      }
  }
  return found;
}

const all = doings(section);
let clone = "";

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), "downhill-clone-"));
  // What a clone would have once all is committed.
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], {
    cwd: repository,
  });
  for (const file of files.toString().split("\0").filter(Boolean)) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(repository, file), join(clone, file));
  }
  run("pnpm install --frozen-lockfile --prefer-offline");
});
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/** @throws Error with what the command printed, where it fails */
function run(command: string): string {
  // Nobody answers, and no reporter notices a terminal or a forge.
  const { CI: _, GITHUB_ACTIONS: __, VITEST: ___, ...env } = process.env;
  const options = { cwd: clone, encoding: "utf8", shell: true, input: "", env: { ...env, NODE_ENV: "" } } as const;
  const { status, stdout, stderr } = spawnSync(command, options);
  if (status !== 0) throw new Error(`${command}\n${stdout}${stderr}`);
  return stripVTControlCharacters(`${stdout}${stderr}`);
}

test("the section edits one file, between a start and what shows that it works", () => {
  expect(all.flatMap((doing) => ("file" in doing ? [doing.file] : []))).toEqual([
    "packages/optimizers/my-momentum/src/index.ts",
  ]);
  expect(all.flatMap((doing) => ("command" in doing ? [doing.command.split(" ")[1]] : []))).toEqual(
    expect.arrayContaining(["new", "unit"]),
  );
});

/** `…` stands for anything. */
const pattern = (line: string): RegExp =>
  new RegExp(
    `^${line
      .trim()
      .split("…")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+"))
      .join(".*")}$`,
  );

/** The section's bench on the problem that it shows, and few seeds: all else prints more of the same. `pnpm thorough` has it. */
const shortened = (command: string): string =>
  /^pnpm bench /.test(command) && !process.env.DOWNHILL_THOROUGH ? `${command} --problems moons --seeds 3` : command;

test("every command prints what CONTRIBUTING.md says", () => {
  for (const doing of all) {
    if ("file" in doing) writeFileSync(join(clone, doing.file), doing.text);
    else {
      const lines = run(shortened(doing.command))
        .split("\n")
        .map((line) => line.trim());
      for (const line of doing.prints) {
        const at = lines.findIndex((printed) => pattern(line).test(printed));
        expect(at, `${doing.command}: no line ${line} in\n${lines.join("\n")}`).toBeGreaterThanOrEqual(0);
        lines.splice(0, at + 1);
      }
    }
  }
  expect(run("node node_modules/tsx/dist/cli.mjs packages/config/src/sync.ts --check")).toContain(
    "generated files are fresh",
  );
  // One worker: it imports the catalog once.
  const everyCatalog = "conformance/src/catalog conformance/src/snapshots catalog/src page/page";
  expect(run(`pnpm unit ${everyCatalog} --maxWorkers=1`)).toMatch(/Tests\s+\d+ passed/);
  expect(run("npx biome check --error-on-warnings packages/optimizers/my-momentum packages/catalog")).toContain(
    "No fixes applied",
  );
});
