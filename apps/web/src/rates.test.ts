import { expect, test } from "vitest";
import { candidates, contenders, sorted } from "../scripts/rate-score.ts";
import { rates } from "./rates.ts";

const names = Object.keys(contenders) as (keyof typeof contenders)[];
/** 27,000 steps each under `pnpm thorough`; otherwise the one that meets the target early, a little beyond that. */
const [tuned, budget] = process.env.DOWNHILL_THOROUGH ? [names, 3000] : [["adam"] as const, 800];

test.each(names)("the first race's rate of %s is one of those that were tried, and so is the rest", (name) => {
  const { lr, ...others } = rates[name];
  expect(others).toEqual(contenders[name]);
  expect(candidates.indexOf(lr)).toBeGreaterThan(0);
});

test.each(tuned)("the first race's rate of %s is better than those beside it", (name) => {
  const { lr } = rates[name];
  const at = candidates.indexOf(lr);
  expect(sorted(name, candidates.slice(at - 1, at + 2), budget)[0]!.lr).toBe(lr);
});
