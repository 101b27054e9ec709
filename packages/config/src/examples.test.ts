import { expect, test } from "vitest";
import { examples, exampleText, readmes } from "./examples.ts";
import { printedBy } from "./printed.ts";
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

test.each(programs)("%s prints what it says", async (file) => {
  expect((await printedBy(`docs/examples/${file}`)).trimEnd().split("\n")).toEqual(documented(file));
});
