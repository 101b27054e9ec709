import { describe, expect, test } from "vitest";
import {
  categoricalCrossEntropy,
  elementwiseLoss,
  huber,
  klDivergence,
  type Labels,
  type Loss,
  meanAbsoluteError,
  meanSquaredError,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  tensor,
} from "../index.ts";

const losses: [string, () => Loss][] = [
  ["softmaxCrossEntropy", softmaxCrossEntropy],
  ["with an index that is ignored", () => softmaxCrossEntropy({ ignoreIndex: -1 })],
  ["with class weights", () => softmaxCrossEntropy({ classWeights: [1, 2, 3], labelSmoothing: 0.1 })],
  ["with too few class weights", () => softmaxCrossEntropy({ classWeights: [1, 2] })],
  ["categoricalCrossEntropy", categoricalCrossEntropy],
  ["sigmoidCrossEntropy", sigmoidCrossEntropy],
  ["with too many of posWeight", () => sigmoidCrossEntropy({ posWeight: [1, 2, 3, 4] })],
  ["meanSquaredError", meanSquaredError],
  ["meanAbsoluteError", meanAbsoluteError],
  ["huber", huber],
  ["klDivergence", klDivergence],
  ["elementwiseLoss", () => elementwiseLoss({ name: "own", value: (y, t) => y - t, gradient: () => 1 })],
];
const six = [0.5, 0.25, 0.25, 0, 1, 0];
const labels: [string, unknown, unknown?][] = [
  ["indices", [2, 0]],
  ["an index that may be ignored", Int32Array.of(-1, 0)],
  ["an index too large", Uint8Array.of(0, 3)],
  ["a fraction", [0.5, 0]],
  ["null", [0, null]],
  [
    "a list of lists",
    [
      [0, 1, 0],
      [1, 0, 0],
    ],
  ],
  ["too many", [0, 1, 2]],
  ["rows", tensor(six, [2, 3])],
  ["one-hot rows", tensor([0, 1, 0, 1, 0, 0], [2, 3])],
  ["rows that do not sum to 1", tensor(six.with(5, 7), [2, 3])],
  ["rows with NaN", tensor(six.with(1, Number.NaN), [2, 3])],
  ["rows of another width", tensor([0, 1, 1, 0], [2, 2])],
  ["as many numbers as outputs", six],
  ["one of which is a string", six.with(4, "1" as never)],
  ["rows that are no floats", { shape: [2, 3], data: six }],
  ["nothing", undefined],
  ["weights", [2, 0], [1, 0.5]],
  ["weights of rows", tensor(six, [2, 3]), [1, 0.5]],
  ["a weight below 0", tensor(six, [2, 3]), [1, -0.5]],
  ["a weight too many", [2, 0], [1, 1, 1]],
];

const thrown = (run: () => unknown): string => {
  try {
    run();
    return "nothing";
  } catch (error) {
    return String(error);
  }
};

describe.each(losses)("check throws what forward throws: %s", (_, make) => {
  test.each(labels)("of %s", (__, y, weights) => {
    const loss = make();
    const sampleWeight = weights as readonly number[] | undefined;
    const expected = thrown(() => make().forward(tensor({ shape: [2, 3] }), y as Labels, sampleWeight));
    expect(thrown(() => loss.check!([2, 3], y as Labels, sampleWeight))).toBe(expected);
    expect(() => loss.backward()).toThrow("there has been no forward yet");
  });
});

test("and of outputs that are not samples × classes", () => {
  const shape = [2, 3, 4];
  const expected = thrown(() => softmaxCrossEntropy().forward(tensor({ shape }), [0, 0]));
  expect(expected).toContain("expected shape [samples, columns]");
  expect(thrown(() => softmaxCrossEntropy().check!(shape, [0, 0]))).toBe(expected);
});
