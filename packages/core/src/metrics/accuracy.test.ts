import { describe, expect, test } from "vitest";
import { accuracy, argmax, type Labels, probabilities, type Tensor, tensor } from "../index.ts";

const one = tensor([[2], [-1], [0], [0.5]]);

describe("accuracy of binary outputs", () => {
  test.each<[string, Labels]>([
    ["an array", [1, 0, 0, 0]],
    ["bytes", Uint8Array.of(1, 0, 0, 0)],
    ["float64", Float64Array.of(1, 0, 0, 0)],
    ["a tensor", tensor([[1], [0], [0], [0]])],
    ["probabilities", [0.6, 0.4, 0.5, 0.1]],
  ])("is the share on their target's side of 0: %s", (_, labels) => {
    expect(accuracy(one, labels)).toBe(0.75);
    expect(accuracy(one, labels, { kind: "binary" })).toBe(0.75);
  });

  test("of several columns, is of all elements", () => {
    const outputs = tensor([
      [1, -1, 2],
      [-3, 1, -1],
    ]);
    const labels = tensor([
      [1, 0, 0],
      [0, 1, 1],
    ]);
    expect(accuracy(outputs, labels, { kind: "binary" })).toBe(4 / 6);
    expect(accuracy(outputs, Array.from(labels.data), { kind: "binary" })).toBe(4 / 6);
  });

  test("counts NaN as wrong, whatever the target", () => {
    expect(accuracy(tensor([[Number.NaN], [Number.NaN]]), [0, 1])).toBe(0);
  });

  test.each<[string, unknown]>([
    ["got 3 targets for outputs of shape [4, 1]", [0, 1, 1]],
    ["target 2 of sample 1 is not between 0 and 1", [0, 2, 1, 1]],
    ['target "1" of sample 0 is not between 0 and 1', ["1", 0, 1, 1]],
    ["got targets of shape [4] for outputs of shape [4, 1]", tensor([0, 1, 1, 1])],
  ])("refuses labels that do not fit: %s", (message, labels) => {
    expect(() => accuracy(one, labels as Labels)).toThrow(`accuracy: ${message}`);
  });

  test("has no ignoreIndex", () => {
    expect(() => accuracy(one, [0, 1, 1, 1], { ignoreIndex: 1 })).toThrow(
      "accuracy: ignoreIndex is for classes, got 1 for binary outputs",
    );
  });
});

test("one column may be of classes, too: there is but one", () => {
  expect(accuracy(one, [0, 0, 0, 0], { kind: "classes" })).toBe(1);
  expect(() => accuracy(one, [0, 1, 0, 0], { kind: "classes" })).toThrow("label 1 of sample 1 is outside 0 to 0");
});

describe("labels beyond 32 bits", () => {
  const outputs = tensor([
    [3, 0],
    [5, 0],
  ]);

  test("are ignored where they are the ignoreIndex", () => {
    expect(accuracy(outputs, [2 ** 32, 1], { ignoreIndex: 2 ** 32 })).toBe(0);
    expect(accuracy(outputs, [2 ** 32 + 1, 0], { ignoreIndex: 2 ** 32 + 1 })).toBe(1);
  });

  test.each([2 ** 32, 2 ** 32 + 1, -(2 ** 32), 2 ** 53])("are refused by value otherwise: %d", (label) => {
    expect(() => accuracy(outputs, [0, label])).toThrow(`accuracy: label ${label} of sample 1 is outside 0 to 1`);
    expect(() => accuracy(outputs, [0, label], { ignoreIndex: label % 2 ** 32 })).toThrow(`label ${label} of sample 1`);
  });
});

describe("argmax", () => {
  test("gives the first of the largest, and NaN is the largest", () => {
    const outputs = tensor([
      [0, 2, 2],
      [-3, -2, -1],
      [1, Number.NaN, 5],
    ]);
    expect(argmax(outputs)).toEqual(Int32Array.of(1, 2, 1));
  });

  test("of one column is 0", () => expect(argmax(one)).toEqual(Int32Array.of(0, 0, 0, 0)));
});

describe("probabilities", () => {
  test("are softmax of rows", () => {
    const { shape, data } = probabilities(
      tensor([
        [0, Math.log(3)],
        [800, 0],
      ]),
    );
    expect(shape).toEqual([2, 2]);
    for (const [i, p] of [0.25, 0.75, 1, 0].entries()) expect(data[i]).toBeCloseTo(p, 6);
  });

  test("are sigmoid of one column", () => {
    const { shape, data } = probabilities(tensor([[0], [Math.log(3)], [-800], [800]]));
    expect(shape).toEqual([4, 1]);
    for (const [i, p] of [0.5, 0.75, 0, 1].entries()) expect(data[i]).toBeCloseTo(p, 6);
  });

  test("are the caller's own", () => {
    const outputs = tensor([[1, 2]]);
    const first = probabilities(outputs);
    expect(probabilities(outputs).data).not.toBe(first.data);
    expect([...outputs.data]).toEqual([1, 2]);
  });
});

describe.each<[string, (outputs: Tensor) => unknown]>([
  ["argmax", argmax],
  ["probabilities", probabilities],
  ["accuracy", (outputs) => accuracy(outputs, [0])],
])("%s refuses what are no outputs", (name, call) => {
  test.each<[string, unknown]>([
    ["outputs must be a tensor, { shape, data }, got null", null],
    ["outputs must be a tensor, { shape, data }, got Array of length 2", [1, 2]],
    ["outputs.data must be a Float32Array, got Array of length 2", { shape: [1, 2], data: [1, 2] }],
    ["outputs.data must be a Float32Array, got Float64Array of length 2", { shape: [1, 2], data: new Float64Array(2) }],
    ["expected shape [samples, columns], got [2]", tensor([1, 2])],
    ["the batch is empty, its shape is [0, 2]", tensor({ shape: [0, 2] })],
    ["shape [1, 2] needs 2 numbers, its data holds 3", { shape: [1, 2], data: new Float32Array(3) }],
  ])("%s", (message, outputs) => {
    expect(() => call(outputs as Tensor)).toThrow(`${name}: ${message}`);
  });
});
