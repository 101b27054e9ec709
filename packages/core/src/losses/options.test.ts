import { describe, expect, test, vi } from "vitest";
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
  type SoftmaxCrossEntropyOptions,
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
  ["a model", inHeap],
  ["one's own", (outputs: Tensor) => outputs],
])("PyTorch's losses with several options, of outputs of %s", (_, place) => {
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

describe("without kernels", async () => {
  vi.resetModules();
  vi.doMock("../kernels/bindings/simd.ts", async (original) => ({
    ...(await original<object>()),
    unavailable: () => "none",
  }));
  vi.doMock("../kernels/bindings/further-in-heap.ts", () => ({ furtherKernelsFor: () => undefined }));
  const plain = (await import("../index.ts")) as unknown as Record<string, (options: object) => Loss>;
  vi.doUnmock("../kernels/bindings/simd.ts");
  vi.doUnmock("../kernels/bindings/further-in-heap.ts");

  test.each(cases)("$name: the same bits", ({ loss: make, options, outputs, labels }) => {
    const [one, other] = [make(options), plain[make.name]!(options)].map((loss) => [
      loss.forward(outputs, labels),
      ...loss.backward().data,
      loss.forward(outputs, labels, outputs.data.slice(0, outputs.shape[0]).map(Math.abs)),
      ...loss.backward().data,
    ]);
    expect(other).toEqual(one);
  });
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
      'accuracy: unknown option "ignore" (it has kind, ignoreIndex)',
    );
  });

  test("are indices", () => {
    const loss = softmaxCrossEntropy({ ignoreIndex: 1 });
    expect(() => loss.forward(tensor({ shape: [1, 2] }), tensor([0.5, 0.5], [1, 2]))).toThrow(
      "softmaxCrossEntropy: ignoreIndex is for labels that are class indices, got rows of probabilities",
    );
  });
});

describe("what counts alike, and one-hot labels of that, have the bits of plain indices", () => {
  const outputs = tensor([0.1, 0.7, 0.2, 0.6, 0.3, 0.1, 0.2, 0.2, 0.6], [3, 3]);
  const labels = [1, 0, 2];
  const oneHot = tensor([0, 1, 0, 1, 0, 0, 0, 0, 1], [3, 3]);
  const signed = tensor([-0, 1, 0, 1, 0, 0, 0, 0, 1], [3, 3]);
  const bits = (loss: Loss, ...[place, ...given]: [Tensor, Labels, number[]?]) => [
    loss.forward(place, ...given),
    ...loss.backward().data,
  ];

  test.each([softmaxCrossEntropy, categoricalCrossEntropy])("%o", (make) => {
    for (const place of [outputs, inHeap(outputs)]) {
      const plain = bits(make(), place, labels);
      expect(bits(make({ classWeights: [1, 1, 1] }), place, labels)).toEqual(plain);
      expect(bits(make({ ignoreIndex: 7 }), place, labels)).toEqual(plain);
      expect(bits(make(), place, labels, [1, 1, 1])).toEqual(plain);
      expect(bits(make(), place, oneHot)).toEqual(plain);
      const weighted = make({ classWeights: [1, 2, 3], reduction: "sum" });
      expect(bits(weighted, place, oneHot)).toEqual(bits(weighted, place, labels));
      const tail = bits(make(), place, signed);
      for (const [i, each] of tail.entries()) expect(each).toBeCloseTo(plain[i]!, 6);
    }
  });

  test("whatever a sample holds that does not count", () => {
    for (const make of [softmaxCrossEntropy, categoricalCrossEntropy]) {
      const loss = make({ ignoreIndex: 9, classWeights: [1, 1, 0] });
      const wrong = { shape: [3, 3], data: outputs.data.map((v, i) => (i < 3 ? v : Number.NaN)) };
      const [value, ...gradient] = bits(loss, wrong, [1, 9, 2]);
      const [alone, ...first] = bits(make(), tensor([0.1, 0.7, 0.2], [1, 3]), [1]);
      expect(value).toBe(alone);
      expect(gradient).toEqual([...first, 0, 0, 0, 0, 0, 0]);
    }
  });
});

describe("a loss is of the data, not of the batches", () => {
  const outputs = tensor([
    [0.2, -1, 0.8],
    [1.5, 0.3, -0.4],
    [-0.7, 0.9, 0.1],
    [0.4, -0.2, 2],
  ]);
  const labels = [0, 1, 0, 2];

  test.each<[string, SoftmaxCrossEntropyOptions, ArrayLike<number> | undefined]>([
    ["a class of weight 0 and smoothing", { classWeights: [0, 1, 0.5], labelSmoothing: 0.5 }, undefined],
    ["the same without a clip", { classWeights: [0, 1, 0.5], labelSmoothing: 0.5, clip: 0 }, undefined],
    ["that and samples' weights", { classWeights: [0, 1, 0.5], labelSmoothing: 0.5 }, [2, 0, 0.5, 1]],
    ["ignored samples", { ignoreIndex: 1, labelSmoothing: 0.1 }, undefined],
    ["weights alone", { classWeights: [0, 1, 0.5] }, [1, 1, 3, 0]],
  ])("with %s", (_, options, weights) => {
    const whole = softmaxCrossEntropy(options);
    const mean = whole.forward(outputs, labels, weights);
    const gradient = whole.backward().data.slice();
    const loss = softmaxCrossEntropy(options);
    let [sum, weight] = [0, 0];
    const undivided: number[] = [];
    for (const [i, label] of labels.entries()) {
      const row = { shape: [1, 3], data: outputs.data.slice(3 * i, 3 * i + 3) };
      const value = loss.forward(row, [label], weights && [weights[i]!]);
      if (loss.weight! > 0) expect(value * loss.weight!).toBeCloseTo(loss.sum!, 6);
      else expect(value).toBe(loss.sum! / 0);
      sum += loss.sum!;
      weight += loss.weight!;
      undivided.push(...loss.backward().data.map((each) => each * (loss.weight || 1)));
    }
    expect(sum / weight).toBeCloseTo(mean, 6);
    for (const [i, each] of undivided.entries()) expect(each / weight).toBeCloseTo(gradient[i]!, 6);
  });
});

test("a target of probability 0 costs nothing, given as a logarithm too", () => {
  const outputs = tensor([Math.log(0.25), Math.log(0.75)], [1, 2]);
  const value = klDivergence().forward(outputs, tensor([0, 1], [1, 2]));
  const loss = klDivergence({ logTarget: true });
  expect(loss.forward(outputs, tensor([Number.NEGATIVE_INFINITY, 0], [1, 2]))).toBeCloseTo(value, 9);
  expect([...loss.backward().data]).toEqual([0, -1]);
});

describe("options out of range", () => {
  const outputs = tensor({ shape: [1, 3] });
  const smoothing = (labelSmoothing: unknown) => () => softmaxCrossEntropy({ labelSmoothing } as never);
  const weighted = (classWeights: unknown) => () => categoricalCrossEntropy({ classWeights } as never);
  const positive = (posWeight: unknown) => () => sigmoidCrossEntropy({ posWeight } as never);

  test.each<[string, () => unknown]>([
    ["categoricalCrossEntropy: classWeights[1] must be a finite number ≥ 0, got -1", weighted([1, -1])],
    ["categoricalCrossEntropy: classWeights[0] must be a finite number ≥ 0, got NaN", weighted([Number.NaN])],
    ["categoricalCrossEntropy: classWeights must be a list of numbers, got none", weighted([])],
    [
      "softmaxCrossEntropy: classWeights must be one for each of 3 classes, got 2",
      () => softmaxCrossEntropy({ classWeights: [1, 2] }).forward(outputs, [0]),
    ],
    ["softmaxCrossEntropy: labelSmoothing must be in [0, 1], got 1.1", smoothing(1.1)],
    ["softmaxCrossEntropy: clip must be in [0, 0.5), got 0.5", () => softmaxCrossEntropy({ clip: 0.5 })],
    ["ignoreIndex must be a whole number, got 1.5", () => softmaxCrossEntropy({ ignoreIndex: 1.5 })],
    ['huber: reduction must be "mean" or "sum", got "none"', () => huber({ reduction: "none" as never })],
    ["huber: delta must be a finite number > 0, got 0", () => huber({ delta: 0 })],
    ["sigmoidCrossEntropy: posWeight must be a finite number ≥ 0, got -2", positive(-2)],
    ["sigmoidCrossEntropy: posWeight[1] must be a finite number ≥ 0, got Infinity", positive([1, Infinity])],
    [
      "sigmoidCrossEntropy: posWeight must be one for each of 3 columns, got 2",
      () => sigmoidCrossEntropy({ posWeight: [1, 2] }).forward(outputs, outputs),
    ],
    [
      "klDivergence: target 0.5 of sample 1 is not a logarithm of a probability",
      () => klDivergence({ logTarget: true }).forward(tensor({ shape: [2, 1] }), [0, 0.5]),
    ],
  ])("%s", (message, attempt) => {
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
  });

  const nothings = [null, "", [], false, "1", {}, 1n];
  test.each<[string, (value: never) => unknown, string]>([
    ["softmaxCrossEntropy: labelSmoothing", (labelSmoothing) => softmaxCrossEntropy({ labelSmoothing }), "in [0, 1]"],
    ["softmaxCrossEntropy: clip", (clip) => softmaxCrossEntropy({ clip }), "in [0, 0.5)"],
    ["softmaxCrossEntropy: ignoreIndex", (ignoreIndex) => softmaxCrossEntropy({ ignoreIndex }), "a whole number"],
    [
      "softmaxCrossEntropy: classWeights[1]",
      (w) => softmaxCrossEntropy({ classWeights: [1, w] }),
      "a finite number ≥ 0",
    ],
    ["sigmoidCrossEntropy: posWeight[0]", (w) => sigmoidCrossEntropy({ posWeight: [w] }), "a finite number ≥ 0"],
    ["huber: delta", (delta) => huber({ delta }), "a finite number > 0"],
    ["meanSquaredError: reduction", (reduction) => meanSquaredError({ reduction }), '"mean" or "sum"'],
    ["accuracy: ignoreIndex", (ignoreIndex) => accuracy(outputs, [0], { ignoreIndex }), "a whole number"],
    ["accuracy: kind", (kind) => accuracy(outputs, [0], { kind }), '"classes" or "binary"'],
  ])("%s refuses what is no number, or no word", (what, make, wanted) => {
    for (const value of nothings) expect(() => make(value as never)).toThrow(`${what} must be ${wanted}, got `);
  });

  test("lists and flags refuse what is none", () => {
    for (const value of [null, "", "12", 3, true]) {
      expect(() => softmaxCrossEntropy({ classWeights: value as never })).toThrow(
        "softmaxCrossEntropy: classWeights must be a list of numbers, got ",
      );
      if (value === true) continue;
      expect(() => klDivergence({ logTarget: value as never })).toThrow("logTarget must be true or false, got ");
    }
    for (const value of [null, "", true]) {
      expect(() => sigmoidCrossEntropy({ posWeight: value as never })).toThrow(
        "sigmoidCrossEntropy: posWeight must be a finite number ≥ 0, got ",
      );
    }
  });

  test("undefined stands for the default", () => {
    const options = { classWeights: undefined, ignoreIndex: undefined, reduction: undefined };
    const [one, other] = [{}, { ...options, labelSmoothing: undefined, clip: undefined }].map((given) =>
      softmaxCrossEntropy(given).forward(outputs, [1]),
    );
    expect(one).toBe(other);
    expect(sigmoidCrossEntropy({ posWeight: undefined, reduction: undefined }).reduction).toBe("mean");
    expect(accuracy(outputs, [0], { kind: undefined, ignoreIndex: undefined })).toBe(1);
  });

  test.each(Object.entries(losses))("%s has no others", (name, make) => {
    expect(() => make({ labelsmoothing: 0.1 })).toThrow(`${name}: unknown option "labelsmoothing" (it has `);
    expect(() => make(0.5 as never)).toThrow(`${name}: options must be an object, got 0.5`);
    expect(() => make(null as never)).toThrow(`${name}: options must be an object, got null`);
  });
});
