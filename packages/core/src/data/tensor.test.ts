import { describe, expect, expectTypeOf, test } from "vitest";
import { type Tensor, tensor } from "../index.ts";

describe("tensor", () => {
  test("takes flat data and a shape, nested data, or a shape alone", () => {
    const expected = { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) };
    expect(tensor([1, 2, 3, 4, 5, 6], [2, 3])).toEqual(expected);
    expect(tensor(Float64Array.of(1, 2, 3, 4, 5, 6), [2, 3])).toEqual(expected);
    expect(
      tensor([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toEqual(expected);
    expect(tensor([Float32Array.of(1, 2, 3), [4, 5, 6]])).toEqual(expected);
    expect(
      tensor([
        [[1], [2], [3]],
        [[4], [5], [6]],
      ]).shape,
    ).toEqual([2, 3, 1]);
    expect(
      tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [3, 2],
      ),
    ).toEqual({ ...expected, shape: [3, 2] });
    expect(tensor([1, 2]).shape).toEqual([2]);
    expect(tensor({ shape: [2, 3] })).toEqual({ shape: [2, 3], data: new Float32Array(6) });
    expect(tensor([]).shape).toEqual([0]);
    expectTypeOf(
      tensor([
        [0, 1],
        [1, 0],
      ]),
    ).toEqualTypeOf<Tensor>();
  });

  test("has a copy", () => {
    const data = Float32Array.of(1, 2);
    expect(tensor(data).data).not.toBe(data);
  });

  test.each<[string, unknown[]]>([
    ["tensor: data[1] must be a list of 2, as those before it, got Array of length 1", [[[1, 2], [3]]]],
    ["tensor: data[1] must be a list of 2, as those before it, got 3", [[[1, 2], 3]]],
    [
      "tensor: data[1][0] must be a list of 1, as those before it, got Array of length 2",
      [
        [
          [[1], [2]],
          [[3, 4], [5]],
        ],
      ],
    ],
    ["tensor: data[0][1] must be a number, got null", [[[1, null]]]],
    ['tensor: data[1] must be a number, got ""', ["5.1,,".split(",").map((text, i) => (i === 0 ? 5.1 : text)), [3]]],
    ['tensor: data[0] must be a number, got "5.1"', ["5.1,,".split(","), [1, 3]]],
    ["tensor: data[0] must be a number, got true", [[true]]],
    ["tensor: data[1] must be a number, got undefined", [[1, undefined]]],
    ["tensor: data[0] must be a number, got Symbol(a)", [[Symbol("a")]]],
    ["tensor: data must be a list of numbers, got null", [null]],
    ["tensor: data must be a list of numbers, got Symbol(a)", [Symbol("a")]],
    ["tensor: data must be a list of numbers, got 3", [3]],
    ["tensor: data must be a list of numbers, got Object", [{}]],
    ["tensor: data[0] must be a number, got 1", [BigInt64Array.of(1n)]],
    ["tensor: shape must be a list of dimensions, got 2", [[1, 2], 2]],
    ["tensor: shape [3] holds 3 numbers, got 2", [[1, 2], [3]]],
    ["tensor: a dimension must be a whole number ≥ 0, got -1 in [-1]", [{ shape: [-1] }]],
    ["tensor: a dimension must be a whole number ≥ 0, got Symbol(a) in [1, Symbol(a)]", [{ shape: [1, Symbol("a")] }]],
    ['tensor: a dimension must be a whole number ≥ 0, got "2" in [2]', [[1, 2], ["2"]]],
    ["tensor: shape [1099511627776] holds 1099511627776 numbers, for which there is no memory", [{ shape: [2 ** 40] }]],
    ["tensor: shape [9007199254740991, 8] holds too many numbers", [{ shape: [2 ** 53 - 1, 8] }]],
  ])("%s", (message, given) => {
    expect(() => tensor(...(given as Parameters<typeof tensor>))).toThrow(message);
  });
});
