import { describe, expect, test } from "vitest";
import golden from "../../golden/losses.json" with { type: "json" };
import {
  accuracy,
  categoricalCrossEntropy,
  checkGradients,
  dense,
  huber,
  klDivergence,
  type Labels,
  type Loss,
  meanAbsoluteError,
  meanSquaredError,
  sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

const losses: Record<string, (options: object) => Loss> = {
  categoricalCrossEntropy,
  huber,
  klDivergence,
  meanAbsoluteError,
  meanSquaredError,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
};

/** Copies of them where the kernels reach them: in a model's heap. */
function inHeap(outputs: Tensor): Tensor {
  const model = sequential([dense(outputs.shape[1]!)], {
    input: outputs.shape[1]!,
    random: { uniform: () => 0, normal: () => 0 },
  });
  const { data } = model.forward(outputs, { training: false });
  data.set(outputs.data);
  return { shape: outputs.shape, data };
}

const rows = (matrix: number[][]) => tensor(matrix.flat(), [matrix.length, matrix[0]!.length]);
const cases = golden.cases.map(({ loss, options, outputs, target, value, gradient }) => {
  const labels: Labels = Array.isArray(target[0]) ? rows(target as number[][]) : (target as number[]);
  const { clip, ...shown } = options as Record<string, unknown>;
  const name = `${loss} ${JSON.stringify(shown)}${Array.isArray(target[0]) ? "" : ", indices"}`;
  return { name, loss: losses[loss]!, options, outputs: rows(outputs), labels, value, gradient: gradient.flat() };
});

describe.each([
  ["SIMD kernels", inHeap],
  ["plain functions", (outputs: Tensor) => outputs],
])("PyTorch's losses with several options, by %s", (_, place) => {
  test.each(cases)("$name", ({ loss: make, options, outputs, labels, value, gradient }) => {
    const loss = make(options);
    const got = loss.forward(place(outputs), labels);
    expect(Math.abs(got - value)).toBeLessThanOrEqual(1e-6 * Math.abs(value));
    const { shape, data } = loss.backward();
    expect(shape).toEqual(outputs.shape);
    const scale = Math.max(...gradient.map(Math.abs));
    for (const [i, expected] of gradient.entries()) expect(Math.abs(data[i]! - expected)).toBeLessThan(1e-6 * scale);
  });
});

test.each(cases)("$name: the same bits by either", ({ loss: make, options, outputs, labels }) => {
  const [simd, plain] = [inHeap(outputs), outputs].map((place) => {
    const loss = make(options);
    return [loss.forward(place, labels), ...loss.backward().data];
  });
  expect(simd).toEqual(plain);
});

test.each(cases)("$name: backward is the gradient of forward", ({ loss, options, outputs, labels }) => {
  const report = checkGradients(loss(options), { outputs, labels });
  expect(report.passed, report.toString()).toBe(true);
});

describe("samples that are ignored", () => {
  const outputs = tensor([0.1, 0.7, 0.2, 0.6, 0.3, 0.1, 0.2, 0.2, 0.6, 0.1, 0.8, 0.1], [4, 3]);

  test.each([softmaxCrossEntropy, categoricalCrossEntropy])("count for nothing", (make) => {
    const loss = make({ ignoreIndex: 255 });
    const value = loss.forward(outputs, Uint8Array.of(1, 255, 2, 255));
    expect(loss.weight).toBe(2);
    const gradient = loss.backward().data.slice();
    const kept = make({ ignoreIndex: 255 });
    expect(kept.forward(tensor([0.1, 0.7, 0.2, 0.2, 0.2, 0.6], [2, 3]), [1, 2])).toBe(value);
    const [first, second] = [kept.backward().data.slice(0, 3), kept.backward().data.slice(3)];
    expect(Array.from(gradient, (each) => each + 0)).toEqual(
      [...first, 0, 0, 0, ...second, 0, 0, 0].map((each) => each + 0),
    );
  });

  test.each([softmaxCrossEntropy, categoricalCrossEntropy])("if they are all, the gradient is 0", (make) => {
    const loss = make({ ignoreIndex: 0, classWeights: [1, 2, 3] });
    expect(loss.forward(outputs, [0, 0, 0, 0])).toBeNaN();
    expect(loss.weight).toBe(0);
    expect(loss.backward().data.every((each) => each === 0)).toBe(true);
    expect(make({ ignoreIndex: 0, reduction: "sum" }).forward(outputs, [0, 0, 0, 0])).toBe(0);
  });

  test("are not in the accuracy", () => {
    expect(accuracy(outputs, [1, 1, 2, 2])).toBe(0.5);
    expect(accuracy(outputs, [1, -1, 2, 2], { ignoreIndex: -1 })).toBe(2 / 3);
    expect(accuracy(outputs, [5, 5, 5, 5], { ignoreIndex: 5 })).toBeNaN();
    expect(() => accuracy(outputs, [1, -2, 2, 2], { ignoreIndex: -1 })).toThrow(
      "label -2 of sample 1 is outside 0 to 2",
    );
    expect(() => accuracy(outputs, [1, 1, 2, 2], { ignore: 1 } as never)).toThrow(
      'accuracy: unknown option "ignore" (it has ignoreIndex)',
    );
  });

  test("are indices", () => {
    const loss = softmaxCrossEntropy({ ignoreIndex: 1 });
    expect(() => loss.forward(tensor({ shape: [1, 2] }), tensor([0.5, 0.5], [1, 2]))).toThrow(
      "softmaxCrossEntropy: ignoreIndex is for labels that are class indices, got rows of probabilities",
    );
  });
});

test("a target of probability 0 costs nothing, given as a logarithm too", () => {
  const outputs = tensor([Math.log(0.25), Math.log(0.75)], [1, 2]);
  const value = klDivergence().forward(outputs, tensor([0, 1], [1, 2]));
  const loss = klDivergence({ logTarget: true });
  expect(loss.forward(outputs, tensor([Number.NEGATIVE_INFINITY, 0], [1, 2]))).toBeCloseTo(value, 9);
  expect([...loss.backward().data]).toEqual([-0, -1]);
});

describe("options out of range", () => {
  test.each<[string, () => unknown]>([
    [
      "softmaxCrossEntropy: weights[1] must be a finite number ≥ 0, got -1",
      () => softmaxCrossEntropy({ classWeights: [1, -1] }),
    ],
    ["weights[0] must be a finite number ≥ 0, got NaN", () => categoricalCrossEntropy({ classWeights: [Number.NaN] })],
    ["weights must be a list of numbers, got 3", () => softmaxCrossEntropy({ classWeights: 3 as never })],
    [
      "weights must be one for each of 3 classes, got 2",
      () => softmaxCrossEntropy({ classWeights: [1, 2] }).forward(tensor({ shape: [1, 3] }), [0]),
    ],
    ["ignoreIndex must be a whole number, got 1.5", () => softmaxCrossEntropy({ ignoreIndex: 1.5 })],
    ['huber: reduction must be "mean" or "sum", got none', () => huber({ reduction: "none" as never })],
    ["posWeight must be a finite number ≥ 0, got -2", () => sigmoidCrossEntropy({ posWeight: -2 })],
    [
      "sigmoidCrossEntropy: posWeight[1] must be a finite number ≥ 0, got Infinity",
      () => sigmoidCrossEntropy({ posWeight: [1, Number.POSITIVE_INFINITY] }),
    ],
    [
      "posWeight must be one for each of 2 columns, got 3",
      () => sigmoidCrossEntropy({ posWeight: [1, 2, 3] }).forward(tensor({ shape: [1, 2] }), tensor({ shape: [1, 2] })),
    ],
    ["logTarget must be true or false, got 1", () => klDivergence({ logTarget: 1 as never })],
    [
      "target 0.5 of sample 1 is not a logarithm of a probability",
      () => klDivergence({ logTarget: true }).forward(tensor({ shape: [2, 1] }), [0, 0.5]),
    ],
  ])("%s", (message, attempt) => {
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
  });

  test.each(Object.entries(losses))("%s has no others", (name, make) => {
    expect(() => make({ labelsmoothing: 0.1 })).toThrow(`${name}: unknown option "labelsmoothing" (it has `);
    expect(() => make(0.5 as never)).toThrow(`${name}: options must be an object, got 0.5`);
  });
});
