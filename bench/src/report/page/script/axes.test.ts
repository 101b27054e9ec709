import { expect, test } from "vitest";
import { label, logTicks } from "./axes.ts";

test("ticks of a log axis are few and round, however long it is", () => {
  expect(logTicks(1, 4, 2)).toEqual([1, 2, 4]);
  expect(logTicks(0.01, 1, 10)).toEqual([0.01, 0.03, 0.1, 0.3, 1]);
  expect(logTicks(0.3, 4, 10)).toEqual([0.5, 1, 2]);
  const long = logTicks(1e-30, 1e3, 10);
  expect(long.length).toBeGreaterThan(3);
  expect(long.length).toBeLessThan(10);
});

test("numbers are written as short as they can be read", () => {
  expect([0, 1000, 0.25, 1e-5, 2.5e7].map((x) => label(x, "number"))).toEqual(["0", "1,000", "0.25", "1e−5", "2.5e7"]);
  expect([0.01, 0.3, 1].map((x) => label(x, "percent"))).toEqual(["1 %", "30 %", "100 %"]);
  expect(label(2, "factor")).toBe("2 ×");
});
