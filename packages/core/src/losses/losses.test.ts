import { describe, expect, test } from "vitest";
import {
  categoricalCrossEntropy,
  flatten,
  huber,
  klDivergence,
  type Labels,
  type Loss,
  meanAbsoluteError,
  meanSquaredError,
  sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  tensor,
} from "../index.ts";

const losses: [string, () => Loss][] = [
  ["meanSquaredError", meanSquaredError],
  ["meanAbsoluteError", meanAbsoluteError],
  ["huber", huber],
  ["sigmoidCrossEntropy", sigmoidCrossEntropy],
  ["klDivergence", klDivergence],
];

describe.each(losses)("%s", (name, make) => {
  const outputs = tensor([0.2, -1, 3], [3, 1]);

  test("takes one number a sample, of any kind", () => {
    const kinds: Labels[] = [[0, 1, 1], Uint8Array.of(0, 1, 1), Float32Array.of(0, 1, 1), tensor([0, 1, 1], [3, 1])];
    const results = kinds.map((labels) => {
      const loss = make();
      return [loss.forward(outputs, labels), ...loss.backward().data];
    });
    for (const result of results) expect(result).toEqual(results[0]);
  });

  test.each<[string, Labels]>([
    ["got 2 targets for outputs of shape [3, 1]", [0, 1]],
    ["got targets of shape [3] for outputs of shape [3, 1]", tensor([0, 1, 1], [3])],
    ["got targets of shape [1, 3] for outputs of shape [3, 1]", tensor([0, 1, 1], [1, 3])],
    ["targets: shape [3, 1] needs 3 numbers, its data holds 2", { shape: [3, 1], data: new Float32Array(2) }],
    ["target NaN of sample 1 is not ", [0, Number.NaN, 1]],
    ["target Infinity of sample 2 is not ", [0, 1, Number.POSITIVE_INFINITY]],
    ["target 1e+39 of sample 0 is not ", [1e39, 1, 0]],
  ])("%s", (message, labels) => {
    const loss = make();
    expect(loss.name).toBe(name);
    expect(() => loss.backward()).toThrow(`${name}: there has been no forward yet`);
    loss.forward(outputs, [0, 1, 1]);
    const before = loss.backward().data.slice();
    expect(() => loss.forward(outputs, labels)).toThrow(RangeError);
    expect(() => loss.forward(outputs, labels)).toThrow(message);
    expect(loss.backward().data).toEqual(before);
  });

  test.each<[string, unknown, ErrorConstructor]>([
    ["targets must be a list of numbers or a tensor, got null", null, TypeError],
    ['targets must be a list of numbers or a tensor, got "011"', "011", TypeError],
    ["targets must be a list of numbers or a tensor, got undefined", undefined, TypeError],
    ['target "1" of sample 1 is not ', [0, "1", 1], TypeError],
    ['target "" of sample 2 is not ', [0, 1, ""], TypeError],
    ["target null of sample 1 is not ", [0, null, 1], TypeError],
    ["target true of sample 0 is not ", [true, 0, 1], TypeError],
    ["target undefined of sample 1 is not ", Object.assign(new Array(3), { 0: 0, 2: 1 }), TypeError],
    ["target 1n of sample 1 is not ", [0, 1n, 1], TypeError],
    ["target 0n of sample 0 is not ", BigInt64Array.of(0n, 0n, 0n), TypeError],
    [
      "target of sample 0 is a list, got Array of length 1 (rows are given as tensor([[…]]))",
      [[0], [1], [1]],
      TypeError,
    ],
    ["targets.data must be a Float32Array, got Array of length 3", { shape: [3, 1], data: [0, 1, 1] }, TypeError],
    ["targets must be a tensor, { shape, data }, got Object", { shape: [3, 1] }, TypeError],
  ])("%s", (message, labels, type) => {
    expect(() => make().forward(outputs, labels as never)).toThrow(type);
    expect(() => make().forward(outputs, labels as never)).toThrow(`${name}: ${message}`);
  });

  test("outputs are a tensor of float32 numbers", () => {
    for (const wrong of [null, undefined, [0, 1, 1], { shape: [3, 1] }]) {
      expect(() => make().forward(wrong as never, [0, 1, 1])).toThrow(
        `${name}: outputs must be a tensor, { shape, data }`,
      );
    }
    for (const data of [[0, 1, 1], new Float64Array(3), new Int32Array(3)]) {
      expect(() => make().forward({ shape: [3, 1], data } as never, [0, 1, 1])).toThrow(
        `${name}: outputs.data must be a Float32Array, got ${data.constructor.name} of length 3`,
      );
    }
  });

  test("an empty batch", () => {
    expect(() => make().forward(tensor({ shape: [0, 2] }), [])).toThrow(
      `${name}: the batch is empty, its shape is [0, 2]`,
    );
  });
});

test("targets out of range", () => {
  const outputs = tensor({ shape: [2, 2] });
  expect(() => sigmoidCrossEntropy().forward(outputs, tensor([0, 1, 0.5, 1.5], [2, 2]))).toThrow(
    "sigmoidCrossEntropy: target 1.5 of sample 1 is not between 0 and 1",
  );
  expect(() => klDivergence().forward(outputs, tensor([0, -1, 0.5, 0.5], [2, 2]))).toThrow(
    "klDivergence: target -1 of sample 0 is not a probability",
  );
});

describe.each([
  ["softmaxCrossEntropy", softmaxCrossEntropy],
  ["categoricalCrossEntropy", categoricalCrossEntropy],
])("labels of %s", (name, make) => {
  const outputs = tensor([
    [0.3, 0.7],
    [0.6, 0.4],
  ]);

  test("are of any kind", () => {
    const kinds: Labels[] = [[1, 0], Uint8Array.of(1, 0), Uint8ClampedArray.of(1, 0), Int32Array.of(1, 0)];
    kinds.push(
      Float32Array.of(1, 0),
      Float64Array.of(1, 0),
      { length: 2, 0: 1, 1: 0 },
      tensor([
        [0, 1],
        [1, 0],
      ]),
    );
    const results = kinds.map((labels) => make().forward(outputs, labels));
    for (const result of results) expect(result).toBeCloseTo(results[0]!, 6);
  });

  test.each<[string, unknown, ErrorConstructor]>([
    ["labels must be a list of numbers or a tensor, got null", null, TypeError],
    ['labels must be a list of numbers or a tensor, got "10"', "10", TypeError],
    ["labels must be a list of numbers or a tensor, got 1", 1, TypeError],
    ["got 3 labels for 2 samples", [0, 1, 1], RangeError],
    ['label "0" of sample 0 is not a whole number', ["0", "1"], TypeError],
    ['label "" of sample 1 is not a whole number', [0, ""], TypeError],
    ["label null of sample 1 is not a whole number", [0, null], TypeError],
    ["label true of sample 0 is not a whole number", [true, false], TypeError],
    ["label 0n of sample 0 is not a whole number", BigInt64Array.of(0n, 1n), TypeError],
    ["label 1n of sample 1 is not a whole number", [0, 1n], TypeError],
    ["label 0.5 of sample 1 is not a whole number", Float64Array.of(0, 0.5), RangeError],
    ["label NaN of sample 0 is not a whole number", [Number.NaN, 1], RangeError],
    ["label 2 of sample 1 is outside 0 to 1", Int32Array.of(0, 2), RangeError],
    ["label -1 of sample 0 is outside 0 to 1", [-1, 0], RangeError],
    [
      "label of sample 0 is a list, got Array of length 2 (rows are given as tensor([[…]]))",
      [
        [0, 1],
        [1, 0],
      ],
      TypeError,
    ],
    [
      "labels.data must be a Float32Array, got Uint8Array of length 4",
      { shape: [2, 2], data: new Uint8Array(4) },
      TypeError,
    ],
    ["labels must be a tensor, { shape, data }, got Object", { shape: [2, 2] }, TypeError],
  ])("that are none are refused: %s", (message, labels, type) => {
    for (const weights of [undefined, [1, 1]]) {
      expect(() => make().forward(outputs, labels as Labels, weights)).toThrow(type);
      expect(() => make().forward(outputs, labels as Labels, weights)).toThrow(`${name}: ${message}`);
    }
  });

  test.each([2 ** 32, 2 ** 32 + 1, 2 ** 32 + 3, -(2 ** 32), 2 ** 53 - 1])("have no 32 bits alone: %d", (label) => {
    const loss = make({ ignoreIndex: label });
    const value = loss.forward(outputs, [label, 1]);
    expect(loss.weight).toBe(1);
    expect(value).toBe(make({ ignoreIndex: 7 }).forward(outputs, [7, 1]));
    expect(
      loss
        .backward()
        .data.slice(0, 2)
        .every((each) => each === 0),
    ).toBe(true);
    for (const ignoreIndex of [undefined, 7, label % 2 ** 32]) {
      expect(() => make({ ignoreIndex }).forward(outputs, [0, label])).toThrow(
        `${name}: label ${label} of sample 1 is outside 0 to 1`,
      );
    }
  });
});

test("sigmoidCrossEntropy neither overflows nor loses what is small", () => {
  const loss = sigmoidCrossEntropy();
  expect(loss.forward(tensor([1000, -1000], [2, 1]), [1, 0])).toBe(0);
  expect(loss.forward(tensor([1000], [1, 1]), [0])).toBe(1000);
  expect(loss.forward(tensor([40], [1, 1]), [1]) / Math.exp(-40)).toBeCloseTo(1, 6);
});

test("softmaxCrossEntropy has no bound, unless it clips as the notebook does", () => {
  const logits = tensor([0, 500], [1, 2]);
  expect(softmaxCrossEntropy().forward(logits, [0])).toBe(500);
  expect(softmaxCrossEntropy().forward(logits, [1])).toBe(0);
  expect(softmaxCrossEntropy({ clip: 1e-7 }).forward(logits, [0])).toBeCloseTo(16.118096, 5);
});

describe("softmaxCrossEntropy is log-sum-exp, however small the probability", () => {
  // In float64: ln Σ e^z - z of the first class, of a row (0, d, d / 2).
  const exact = (d: number) => d + Math.log1p(Math.exp(-d) + Math.exp(-d / 2));
  const distances = [0, 0.1, 1, 10, 15, 16.5, 17, 40, 80, 87, 87.3, 87.4, 88, 100, 103, 104, 200, 3000];

  test.each(["simd", "portable"] as const)("%s", (backend) => {
    const model = sequential([flatten()], { input: 3, backend });
    for (const d of distances) {
      const logits = tensor([0, d, d / 2], [1, 3]);
      for (const loss of [softmaxCrossEntropy(), softmaxCrossEntropy({ classWeights: [2, 2, 2] })]) {
        const value = loss.forward(model.forward(logits), [0]);
        const wanted = exact(Math.fround(d));
        expect(Math.abs(value - wanted), `${d}`).toBeLessThan(2e-7 * Math.max(1, wanted));
      }
      for (const [t, clip] of [
        [0, 16.118096],
        [1, 1.1920930376163597e-7],
      ] as const) {
        const [loss, clipped] = [softmaxCrossEntropy(), softmaxCrossEntropy({ clip: 1e-7 })];
        const [a, b] = [loss, clipped].map((each) => each.forward(model.forward(logits), [t]));
        // Within the clip they have the same bits, and everywhere the same gradient.
        if (a! > 1.2e-7 && a! < 16.118) expect(b).toBe(a);
        else expect(b).toBeCloseTo(clip, 5);
        expect(loss.backward().data).toEqual(clipped.backward().data);
      }
    }
  });

  test("a logit that is infinite costs infinity, or is NaN, as in PyTorch", () => {
    const loss = (row: number[], label: number) => softmaxCrossEntropy().forward(tensor([row]), [label]);
    expect(loss([-Infinity, 1, 2], 0)).toBe(Infinity);
    expect(loss([-Infinity, 1, 1], 1)).toBeCloseTo(Math.LN2, 6);
    expect(loss([Infinity, 1, 2], 0)).toBeNaN();
    expect(loss([Number.NaN, 1, 2], 1)).toBeNaN();
  });
});

test("one loss takes turns between indices and soft labels, and between batch sizes", () => {
  const loss = softmaxCrossEntropy();
  const outputs = tensor([0.2, 0.3, 0.5, 0.6, 0.3, 0.1], [2, 3]);
  const indices = [loss.forward(outputs, [2, 0]), ...loss.backward().data];
  loss.forward(outputs, tensor([0.5, 0.5, 0, 0, 0.5, 0.5], [2, 3]));
  expect([...loss.backward().data]).not.toEqual(indices.slice(1));
  expect([loss.forward(outputs, [2, 0]), ...loss.backward().data]).toEqual(indices);
  loss.forward(tensor({ shape: [1, 3] }), tensor([0, 0, 1], [1, 3]));
  expect(loss.backward().shape).toEqual([1, 3]);
});
