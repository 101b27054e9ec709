import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { examples, exampleText, readmes } from "./examples.ts";
import { repository } from "./workspace.ts";

/** The programs that people write most, as the READMEs show them. Types and lint see them as all other files. */
const files = examples(repository);
/** Those that are tests are run as such: see vitest.config.ts. */
const programs = files.filter((file) => !file.endsWith(".test.ts"));

const linesOf = (file: string): string[] => exampleText(repository, file).split("\n");

/** What the comments at the end of a program say that it prints, line by line. */
function documented(file: string): string[] {
  const prefix = "// prints ";
  const lines = linesOf(file);
  const last = lines.findLastIndex((line) => !line.startsWith(prefix));
  return lines.slice(last + 1).map((line) => line.slice(prefix.length));
}

/** What programs print, one after the other in one process. @throws Error with its standard error unless it exits with 0 */
function printed(files: readonly string[]): string[][] {
  const imports = files.map((file) => `await import("./docs/examples/${file}");`);
  const program = imports.join(`\nconsole.log(${JSON.stringify(between)});\n`);
  const args = ["--import", "tsx", "--input-type=module", "--eval", program];
  const output = execFileSync(process.execPath, args, {
    cwd: repository,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return output.split(`${between}\n`).map((text) => text.trimEnd().split("\n"));
}
const between = "--- the next one ---";

test("the examples are numbered from 01 on", () => {
  const numbers = files.map((file) => /^(\d\d)-[a-z0-9-]+(\.test)?\.ts$/.exec(file)?.[1]);
  expect(numbers).toEqual(files.map((_, i) => String(i + 1).padStart(2, "0")));
});

test.each(files)("%s is in a README", (file) => {
  // What pnpm sync writes; pnpm fresh says whether it has.
  const shown = [...readmes(repository, new Map())].filter(([, text]) => text.includes(exampleText(repository, file)));
  expect(shown.map(([path]) => path)).not.toEqual([]);
});

test.each(files)("%s has at most 40 lines", (file) => {
  expect(linesOf(file).length).toBeLessThanOrEqual(40);
});

test("they print what they say", () => {
  const said = printed(programs);
  expect(Object.fromEntries(programs.map((file, i) => [file, said[i]]))).toEqual(
    Object.fromEntries(programs.map((file) => [file, documented(file)])),
  );
});
