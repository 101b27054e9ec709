import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { repository } from "./workspace.ts";

/** The programs that people write most, as the READMEs show them. Types and lint see them as all other files. */
const folder = join(repository, "docs/examples");
const files = readdirSync(folder).sort();
/** Those that are tests are run as such: see vitest.config.ts. */
const programs = files.filter((file) => !file.endsWith(".test.ts"));

const linesOf = (file: string): string[] => readFileSync(join(folder, file), "utf8").trimEnd().split("\n");

/** What the comments at the end of a program say that it prints, line by line. */
function documented(file: string): string[] {
  const prefix = "// prints ";
  const lines = linesOf(file);
  const last = lines.findLastIndex((line) => !line.startsWith(prefix));
  return lines.slice(last + 1).map((line) => line.slice(prefix.length));
}

/** What it does print, in a process of its own. @throws Error with its standard error unless it exits with 0 */
async function printed(file: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", join(folder, file)], {
    cwd: repository,
  });
  return stdout.trimEnd().split("\n");
}

test("the examples are numbered from 01 on", () => {
  const numbers = files.map((file) => /^(\d\d)-[a-z0-9-]+(\.test)?\.ts$/.exec(file)?.[1]);
  expect(numbers).toEqual(files.map((_, i) => String(i + 1).padStart(2, "0")));
});

test.each(files)("%s has at most 40 lines", (file) => {
  expect(linesOf(file).length).toBeLessThanOrEqual(40);
});

test.concurrent.each(programs)("%s prints what it says", async (file) => {
  expect(await printed(file)).toEqual(documented(file));
});
