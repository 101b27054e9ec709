import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BenchFlags } from "./flags.ts";
import { openFolder } from "./folder.ts";

const out = mkdtempSync(join(tmpdir(), "downhill-folder-"));
const flags: BenchFlags = { out, optimizers: ["adam", "sgd"], problems: ["moons", "sine"], seeds: 2, trials: [2] };

beforeAll(async () => (await openFolder(flags)).store.close());
afterAll(() => rmSync(out, { recursive: true }));

test("a folder is gone on with by its plan, asked for or not", async () => {
  for (const asked of [flags, { out }]) {
    const { store } = await openFolder({ ...asked, resume: true, jobs: 1 });
    expect(store.plan.trials).toEqual([1, 2]);
    store.close();
  }
});

const others: [string, BenchFlags][] = [
  ["seed: 0, asked for: 1", { seed: 1 }],
  ["trials: [1,2], asked for: [1,3]", { trials: [3] }],
  ["testSeeds: [0,1], asked for: [0,1,2]", { seeds: 3 }],
  ['problems: ["moons","sine"], asked for: ["sine"]', { problems: ["sine"] }],
  ['optimizers: ["adam","sgd"], asked for: ["adam"]', { optimizers: ["adam"] }],
];

test.each(others)("another plan is refused by what was asked for: %s", async (told, change) => {
  await expect(openFolder({ ...flags, ...change, resume: true })).rejects.toThrow(
    `${out} holds results of another plan: its ${told}`,
  );
});
