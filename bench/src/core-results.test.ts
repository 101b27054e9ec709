import { fileURLToPath } from "node:url";
import { runToEnd } from "@downhill/runs";
import { describe, expect, it } from "vitest";
import { isComplete } from "./compare.ts";
import { jobKey } from "./plan/jobs.ts";
import { readResults } from "./store/folder.ts";

const { plan, lines } = readResults(fileURLToPath(new URL("../results/core", import.meta.url)));
const keys = new Set(lines.map(jobKey));

describe("the core results", () => {
  it("are all of their plan's", () => {
    const has = (job: Parameters<typeof jobKey>[0]) => keys.has(jobKey(job));
    expect(isComplete({ plan, lines, has } as Parameters<typeof isComplete>[0])).toBe(true);
  });

  // Of each optimizer a run, on one problem after the other.
  it.each(
    plan.optimizers.map((optimizer, i) => ({
      optimizer,
      problem: plan.problems[(i + 4) % plan.problems.length]!.name,
    })),
  )("have the bits of a run of today: $optimizer on $problem", ({ optimizer, problem }) => {
    const tests = lines.filter(
      ({ phase, spec }) => phase === "test" && spec.optimizer === optimizer && spec.problem.name === problem,
    );
    const { spec, result } = tests.at(-1)!;
    const { curve, ...rest } = runToEnd(spec);
    expect(JSON.parse(JSON.stringify(rest))).toEqual(result);
  });
});
