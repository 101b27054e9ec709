import { expect, test } from "vitest";
import { layout, layoutName } from "./layout.ts";

test.each([
  ["1e6", { size: 1e6 }, "1,000,000"],
  ["100x10", { size: 1000, tensors: 100 }, "100 × 10"],
  ["1x10", { size: 10 }, "10"],
  ["1e4:float64", { size: 1e4, float64: true }, "10,000 float64"],
  ["784x512:matrix", { size: 401_408, matrix: [784, 512] }, "784 × 512 matrix"],
  ["1x2:matrix:float64", { size: 2, matrix: [1, 2], float64: true }, "1 × 2 matrix float64"],
  ["3x2:float64", { size: 6, tensors: 3, float64: true }, "3 × 2 float64"],
])("%s is a layout, and has a name", (text, expected, name) => {
  expect(layout(text)).toEqual(expected);
  expect(layoutName(layout(text))).toBe(name);
});

test.each(["", "1.5", "10x", "x10", "1e4:float16", "0", "1e9", "10:matrix", "2x3:vector"])("%j is none", (text) => {
  expect(() => layout(text)).toThrow("It must be");
});
