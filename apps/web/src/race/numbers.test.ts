import { expect, test } from "vitest";
import { grouped, percent, plain, shown } from "./numbers.ts";

test.each([
  [0.1014, "0.101"],
  [1064, "1\u202f064"],
  [12.345, "12.3"],
  [-0.5, "−0.500"],
  [1e-7, "10⁻⁷"],
  [2.5e-7, "2.50\u202f·\u202f10⁻⁷"],
  [1e9, "10⁹"],
  [0, "0.00"],
  [Infinity, "∞"],
  [Number.NaN, "–"],
])("%d is shown as %s", (x, text) => {
  expect(shown(x)).toBe(text);
});

test.each([
  [0.07, "0.07"],
  [0.999, "0.999"],
  [1e-8, "10⁻⁸"],
  [3e-5, "3\u202f·\u202f10⁻⁵"],
  [0, "0"],
  [1000, "1000"],
])("a hyperparameter of %d is %s", (x, text) => {
  expect(plain(x)).toBe(text);
});

test("thousands and percent", () => {
  expect(grouped(1234567)).toBe("1\u202f234\u202f567");
  expect(grouped(999)).toBe("999");
  expect(percent(0.96)).toBe("96.0\u202f%");
});
