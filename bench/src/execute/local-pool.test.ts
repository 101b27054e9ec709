import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { Outcome } from "./engine.ts";
import { localPool } from "./local-pool.ts";

test("a plugin that ends its process is a fault of its own runs, and the others go on", async () => {
  const plugins = [fileURLToPath(new URL("../testing/quitter.ts", import.meta.url))];
  const pool = await localPool({ jobs: 1, plugins });
  const spec = { version: 1, problem: { name: "rosenbrock" }, seed: 0, budget: 3 } as const;
  const outcomes: Outcome[] = [];
  try {
    for await (const outcome of pool.run(["quitter", "adam", "quitter"].map((optimizer) => ({ ...spec, optimizer }))))
      outcomes.push(outcome);
  } finally {
    await pool.close();
  }
  outcomes.sort((a, b) => a.index - b.index);
  expect(outcomes.map(({ result }) => result?.steps)).toEqual([undefined, 3, undefined]);
  expect(outcomes[0]!.fault).toContain("process.exit(7) was called in a run");
});
