import { pretend } from "@downhill/bench/report/pretend";
import { report } from "@downhill/bench/report/report";
import { expect, test } from "vitest";
import { comparisonOf } from "./comparison.ts";
import { findingOf } from "./finding.ts";

const findings = (optimizers: Parameters<typeof pretend>[0]): string[] => {
  const { plan, lines, winners } = pretend(optimizers);
  const choice = { track: "constant", trials: 4, target: "half" } as const;
  return comparisonOf(report(plan, lines, winners), choice, []).suites.map(findingOf);
};

test("a finding says who is highest, and as plainly from how many no difference is shown", () => {
  expect(findings({ fast: { typical: 40 }, slow: { typical: 300 } })[0]).toBe(
    "On what learns, fast has the highest score, 1.00, and all others are shown to be lower.",
  );
  expect(findings({ adam: { typical: 100 }, adamw: { typical: 101 }, slow: { typical: 390 } })[1]).toMatch(
    /^On functions, adamw? has the highest score, [\d.]+, but no difference is shown from 1 of the 2 others\.$/,
  );
  expect(findings({ adam: { typical: 100 }, adamw: { typical: 100 } })[0]).toMatch(
    /but no difference is shown from any of the others\.$/,
  );
  expect(findings({ a: { typical: 9000 }, b: { typical: 9000 } })[0]).toMatch(
    /^On what learns: All scores are 0: nobody met a target/,
  );
});
