import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const source = fileURLToPath(new URL(".", import.meta.url));

/** The folders of `src` that the files of one import from. */
function importsOf(folder: string): string[] {
  const files = readdirSync(join(source, folder), { recursive: true, encoding: "utf8" });
  const found = files
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => {
      const text = readFileSync(join(source, folder, file), "utf8");
      const paths = [...text.matchAll(/(?:from|import\(?) ?"(\.[^"]+)"/g)].map((match) => match[1]!);
      return paths.map((path) => relative(source, resolve(dirname(join(source, folder, file)), path)).split("/")[0]!);
    });
  return [...new Set(found)].filter((name) => name !== folder && !name.endsWith(".ts")).sort();
}

test("a step of the pipeline knows those before it, and figures know none", () => {
  expect(importsOf("statistics")).toEqual([]);
  expect(importsOf("plan")).toEqual(["statistics"]);
  expect(importsOf("execute")).toEqual(["plan"]);
  expect(importsOf("store")).toEqual(["plan"]);
  expect(importsOf("report")).toEqual(["plan", "statistics", "store"]);
});

test("the engine knows nothing of plans", () => {
  const files = ["engine.ts", "local-pool.ts", "bundle.ts"].map((file) =>
    readFileSync(join(source, "execute", file), "utf8"),
  );
  for (const text of files) expect(text).not.toContain("/plan/");
});
