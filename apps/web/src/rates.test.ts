import { expect, test } from "vitest";
import { candidates, contenders, sorted } from "../scripts/rate-score.ts";
import { rates } from "./rates.ts";

test.each(Object.keys(contenders) as (keyof typeof contenders)[])(
  "the first race's rate of %s is better than those beside it",
  (name) => {
    const { lr, ...others } = rates[name];
    expect(others).toEqual(contenders[name]);
    const at = candidates.indexOf(lr);
    expect(at).toBeGreaterThan(0);
    expect(sorted(name, candidates.slice(at - 1, at + 2))[0]!.lr).toBe(lr);
  },
);
