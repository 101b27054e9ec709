import type { Heap } from "@downhill/plugin/engine";
import { beforeEach, describe, expect, test, vi } from "vitest";
import {
  activation,
  avgPool2d,
  batchNorm,
  categoricalCrossEntropy,
  conv2d,
  dense,
  dropout,
  elu,
  embedding,
  evaluate,
  fit,
  flatten,
  gelu,
  huber,
  klDivergence,
  type Labels,
  type Layer,
  type Loss,
  layerNorm,
  leakyRelu,
  logSoftmax,
  type MatmulPrecision,
  type Model,
  maxPool2d,
  meanAbsoluteError,
  meanSquaredError,
  predict,
  relu,
  residual,
  sequential,
  sigmoid,
  sigmoidCrossEntropy,
  silu,
  softmax,
  softmaxCrossEntropy,
  softplus,
  tanh,
  tensor,
} from "../../index.ts";
import type { Find } from "../bindings/in-heap.ts";

// The kernels are taken by whatever finds all its arrays in one heap, and the plain code, several times slower, is not
// heard of otherwise: so each question whether there are kernels is listened to.

const refused: string[] = [];

vi.mock("../bindings/in-heap.ts", async (original) => {
  const actual = await original<typeof import("../bindings/in-heap.ts")>();
  const heard = <K>(find: Find<K>): Find<K> => {
    return (...arrays) => {
      const kernels = find(...arrays);
      if (!kernels) refused.push(new Error("plain").stack!.split("\n").slice(2, 4).join("\n"));
      return kernels;
    };
  };
  return {
    inHeapOf: actual.inHeapOf,
    kernelsFor: heard(actual.kernelsFor),
    finder: <K extends object>(kernelsIn: (heap: Heap) => K | undefined) => heard(actual.finder(kernelsIn)),
  };
});

beforeEach(() => {
  refused.length = 0;
});

/** Arrays of one's own, in ordinary memory. */
const own = (shape: readonly number[]) => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b)).map((_, i) => Math.abs(Math.sin(i)) / 2 + 0.1),
});

const image = [4, 6, 6] as const;
const layers: [string, () => (Layer | Model)[], readonly number[]][] = [
  ["dense", () => [dense(5), relu(), dense(3, { bias: false })], [7]],
  ["dense along the last dimension", () => [dense(5)], [3, 7]],
  ["conv2d", () => [conv2d(6, 3, { groups: 2 }), relu(), conv2d(2, 2, { bias: false, stride: 2 })], image],
  [
    "conv2d of windows far apart",
    () => [conv2d(6, 1, { stride: 5 }), conv2d(2, 2, { dilation: 30, padding: 30 })],
    image,
  ],
  ["pools", () => [maxPool2d(2), avgPool2d(3, { padding: 1, ceil: true }), flatten(), dense(2)], image],
  ["norms", () => [batchNorm(), layerNorm({ dimensions: 2 })], image],
  ["batchNorm of columns", () => [batchNorm()], [6]],
  [
    "activations",
    () => [leakyRelu(), elu(), gelu(), gelu({ approximate: "tanh" }), silu(), sigmoid(), tanh(), softplus()],
    [9],
  ],
  ["softmax, dropout, logSoftmax", () => [dropout(), softmax(), logSoftmax()], [9]],
  ["a residual", () => [residual([dense(7), relu(), dense(7), batchNorm()])], [7]],
  ["a model in a model", () => [sequential([dense(5), tanh()], { input: 7 }), dense(2)], [7]],
  [
    "a layer of one's own",
    () => [dense(5), activation({ name: "cube", value: (x) => x ** 3, derivative: (x) => 3 * x * x }), dense(2)],
    [7],
  ],
  ["regularisation", () => [dense(5, { regularization: { weight: { l1: 0.1, l2: 0.1 }, bias: { l2: 0.1 } } })], [7]],
];

const precisions: MatmulPrecision[] = ["float32", "float64"];

describe.each(layers)("a model with %s never takes the plain code", (_, make, input) => {
  test.each(precisions)("in %s", (matmulPrecision) => {
    const model = sequential(make(), { input, matmulPrecision, backend: "simd" });
    for (const rows of [1, 5, 40, 5]) {
      if (rows === 1 && input.length === 1) continue; // batchNorm needs more numbers
      const y = model.forward(own([rows, ...input]));
      model.backward(own(y.shape));
      model.backward(own(y.shape), { inputGradient: false, accumulate: true });
      model.forward(own([rows, ...input]), { training: false });
      model.backward(own(y.shape));
    }
    predict(model, own([90, ...input]), { batchSize: 40 });
    model.penalty();
    expect(refused).toEqual([]);
  });
});

test("and is heard of if it does", () => {
  const model = sequential([dense(2)], { input: 3, backend: "portable" });
  model.backward(model.forward(own([4, 3])));
  expect(refused.length).toBeGreaterThan(0);
});

test("nor does one for indices", () => {
  const model = sequential([embedding(9, 4, { paddingIndex: 0 }), flatten(), dense(3)], { input: 5, backend: "simd" });
  const x = tensor(
    Array.from({ length: 20 }, (_, i) => i % 9),
    [4, 5],
  );
  const y = model.forward(x);
  model.backward(own(y.shape));
  expect(refused).toEqual([]);
});

const soft = own([6, 3]);
const classes = [0, 1, 2, 0, 1, 2];
const losses: [string, () => Loss, Labels][] = [
  ["softmaxCrossEntropy", softmaxCrossEntropy, classes],
  [
    "softmaxCrossEntropy of probabilities",
    softmaxCrossEntropy,
    tensor(classes.map((c) => [0, 1, 2].map((j) => (j === c ? 0.8 : 0.1)))),
  ],
  [
    "softmaxCrossEntropy, smoothed",
    () => softmaxCrossEntropy({ labelSmoothing: 0.1, classWeights: [1, 2, 3] }),
    classes,
  ],
  ["softmaxCrossEntropy, unclipped", () => softmaxCrossEntropy({ clip: 0 }), classes],
  ["categoricalCrossEntropy", categoricalCrossEntropy, classes],
  ["sigmoidCrossEntropy", () => sigmoidCrossEntropy({ posWeight: [1, 2, 3] }), soft],
  ["meanSquaredError", meanSquaredError, soft],
  ["meanAbsoluteError", meanAbsoluteError, soft],
  ["huber", huber, soft],
  ["klDivergence", klDivergence, soft],
];

test.each(losses)("nor does %s, of a model's outputs or of one's own", (_, make, y) => {
  const model = sequential([dense(3)], { input: 4, backend: "simd" });
  const x = own([6, 4]);
  const loss = make();
  for (const outputs of [model.forward(x), own([6, 3]), predict(model, x)]) {
    loss.forward(outputs, y);
    model.backward(loss.backward());
    loss.forward(outputs, y, [1, 2, 3, 1, 2, 0]);
    model.backward(loss.backward());
  }
  const optimizer = { step() {} };
  fit(model, { x, y }, { loss, optimizer, epochs: 2, batchSize: 4 });
  fit(model, { x, y }, { loss, optimizer, epochs: 2, validation: { x, y } });
  evaluate(model, { x, y }, { loss });
  expect(refused).toEqual([]);
});
