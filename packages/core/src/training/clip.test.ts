import { describe, expect, test } from "vitest";
import golden from "../../golden/clip.json" with { type: "json" };
import { clipNorm, clipValue } from "../index.ts";

type Arrays = Readonly<Record<string, readonly number[]>>;

const gradients = (arrays: Arrays = golden.before) =>
  Object.fromEntries(Object.entries(arrays).map(([name, grad]) => [name, { grad: Float32Array.from(grad) }]));

describe("clipNorm", () => {
  test.each(golden.norm)("is PyTorch's: max $max", ({ max, norm, after }) => {
    const clipped = gradients();
    expect(clipNorm(clipped, max) / norm).toBeCloseTo(1, 6);
    for (const [name, { grad }] of Object.entries(clipped)) {
      const expected = (after as Arrays)[name]!;
      for (const [i, g] of grad.entries()) expect(g / expected[i]!).toBeCloseTo(1, 6);
    }
  });

  test("leaves a norm within the limit as it is, to the bit, and one that is not finite", () => {
    const within = gradients();
    clipNorm(within, 1000);
    expect(within).toEqual(gradients());
    const infinite = gradients({ w: [1, Number.POSITIVE_INFINITY], b: [2] });
    expect(clipNorm(infinite, 1)).toBe(Number.POSITIVE_INFINITY);
    expect(infinite).toEqual(gradients({ w: [1, Number.POSITIVE_INFINITY], b: [2] }));
    expect(clipNorm(gradients({ w: [Number.NaN] }), 1)).toBeNaN();
  });
});

describe("clipValue", () => {
  test.each(golden.value)("is PyTorch's: max $max", ({ max, after }) => {
    const clipped = gradients();
    clipValue(clipped, max);
    expect(clipped).toEqual(gradients(after));
  });
});

test("limits that are none", () => {
  expect(() => clipNorm(gradients(), 0)).toThrow("clipNorm: max must be a number > 0, got 0");
  expect(() => clipValue(gradients(), Number.NaN)).toThrow("clipValue: max must be a number > 0, got NaN");
});
