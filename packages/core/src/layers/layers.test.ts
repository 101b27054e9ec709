import { Heap } from "@downhill/plugin/engine";
import { describe, expect, test } from "vitest";
import {
  avgPool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  elu,
  embedding,
  flatten,
  gelu,
  type Layer,
  layerNorm,
  leakyRelu,
  logSoftmax,
  maxPool2d,
  type Random,
  relu,
  sequential,
  sigmoid,
  silu,
  softmax,
  softmaxCrossEntropy,
  softplus,
  tanh,
  tensor,
} from "../index.ts";

/** Irrational steps: not random, but not in line either. */
function stream(): Random {
  let x = 0;
  const uniform = () => {
    x = (x + 0.6180339887498949) % 1;
    return x;
  };
  return { uniform, normal: () => 4 * uniform() - 2 };
}

function wiggle(shape: number[]) {
  const random = stream();
  return tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()),
    shape,
  );
}

const alone = (layer: Layer, input: number | number[]) => sequential([layer], { input, random: stream() });

describe("shapes", () => {
  test.each<[Layer, number | number[], number[]]>([
    [dense(5), 3, [5]],
    [dense(5), [7, 3], [7, 5]],
    [conv2d(8, 3), [1, 28, 28], [8, 26, 26]],
    [conv2d(8, 3, { padding: 1, stride: 2 }), [3, 28, 27], [8, 14, 14]],
    [conv2d(8, 3, { groups: 4 }), [4, 9, 9], [8, 7, 7]],
    [conv2d(2, [1, 5], { padding: [0, 2] }), [1, 4, 5], [2, 4, 5]],
    [maxPool2d(2), [8, 27, 26], [8, 13, 13]],
    [maxPool2d(2, { ceil: true }), [8, 27, 26], [8, 14, 13]],
    [avgPool2d([2, 3], { stride: 1 }), [4, 5, 6], [4, 4, 4]],
    [flatten(), [8, 5, 5], [200]],
    [embedding(10, 4), 6, [6, 4]],
    [batchNorm(), [3, 4, 4], [3, 4, 4]],
    [layerNorm(), [3, 4], [3, 4]],
    [dropout(), [3, 4], [3, 4]],
    [softmax(), [3, 4], [3, 4]],
  ])("%#", (layer, input, output) => {
    const model = alone(layer, input);
    expect(model.outputShape).toEqual(output);
    expect(model.outputs).toBe(output.reduce((a, b) => a * b));
    const y = model.forward(tensor({ shape: [2, ...model.inputShape] }));
    expect(y.shape).toEqual([2, ...output]);
    expect(model.backward(tensor({ shape: y.shape })).shape).toEqual([2, ...model.inputShape]);
  });

  test("are threaded through a network, and named", () => {
    const model = sequential(
      [conv2d(4, 3, { padding: 1 }), batchNorm(), relu(), maxPool2d(2), flatten(), dropout(0.25), dense(3)],
      { input: [1, 8, 8], random: stream() },
    );
    expect(Object.entries(model.parameters()).map(([name, { shape }]) => [name, shape])).toEqual([
      ["conv2d0.weight", [4, 1, 3, 3]],
      ["conv2d0.bias", [4]],
      ["batchNorm1.scale", [4]],
      ["batchNorm1.bias", [4]],
      ["dense6.weight", [64, 3]],
      ["dense6.bias", [3]],
    ]);
    expect(Object.keys(model.buffers())).toEqual(["batchNorm1.runningMean", "batchNorm1.runningVariance"]);
    expect(model.forward(wiggle([5, 1, 8, 8])).shape).toEqual([5, 3]);
  });
});

describe("shapes that do not fit are errors", () => {
  test.each<[string, () => unknown]>([
    ["conv2d: expected samples of shape [channels, height, width], got [784]", () => alone(conv2d(8, 3), 784)],
    [
      "conv2d: a kernel that reaches over 5 does not fit samples of shape [1, 9, 4]",
      () => alone(conv2d(1, 5), [1, 9, 4]),
    ],
    [
      "reaches over 7 does not fit samples of shape [1, 4, 4] with a padding of 1",
      () => alone(conv2d(1, 3, { dilation: 3, padding: 1 }), [1, 4, 4]),
    ],
    ["conv2d: channels must be a positive whole number, got 0", () => conv2d(0, 3)],
    ["conv2d: kernel must be a positive whole number, got 2.5", () => conv2d(1, 2.5)],
    ["conv2d: stride must be a positive whole number, got 0", () => conv2d(1, 3, { stride: 0 })],
    ["conv2d: stride[1] must be a positive whole number, got NaN", () => conv2d(1, 3, { stride: [1, Number.NaN] })],
    ["conv2d: padding must be a whole number ≥ 0, got -1", () => conv2d(1, 3, { padding: -1 })],
    ["conv2d: groups must be a positive whole number, got 1.5", () => conv2d(3, 3, { groups: 1.5 })],
    ["conv2d: groups must divide the 8 channels, got 3", () => conv2d(8, 3, { groups: 3 })],
    [
      "conv2d: groups must divide the 3 channels of the input, got 2",
      () => alone(conv2d(8, 3, { groups: 2 }), [3, 9, 9]),
    ],
    ["maxPool2d: padding must be at most half of the size 2 × 2, got 2 × 2", () => maxPool2d(2, { padding: 2 })],
    ["maxPool2d: expected samples of shape [channels, height, width], got [4, 4]", () => alone(maxPool2d(2), [4, 4])],
    ["avgPool2d: a kernel that reaches over 3 does not fit", () => alone(avgPool2d(3), [1, 2, 5])],
    ["layerNorm: samples of shape [3] have no 2 dimensions", () => alone(layerNorm({ dimensions: 2 }), 3)],
    ["dropout: rate must be in [0, 1), got 1", () => dropout(1)],
    ["embedding: paddingIndex must be an index from 0 to 2, got 3", () => embedding(3, 2, { paddingIndex: 3 })],
    ["batchNorm: momentum must be in [0, 1], got -1", () => batchNorm({ momentum: -1 })],
    ["batchNorm: eps must be in [0, 1), got NaN", () => batchNorm({ eps: Number.NaN })],
    ["leakyRelu: slope must be a finite number, got NaN", () => leakyRelu(Number.NaN)],
    ["elu: alpha must be a finite number, got Infinity", () => elu(Number.POSITIVE_INFINITY)],
    ['gelu: approximate must be "none" or "tanh", got "sigmoid"', () => gelu({ approximate: "sigmoid" as "tanh" })],
    [
      "dense: regularization.weight: l2 must be a finite number ≥ 0, got -1",
      () => dense(1, { regularization: { weight: { l2: -1 } } }),
    ],
    ["sequential: input must be a shape of positive whole numbers, got [1, 0]", () => alone(relu(), [1, 0])],
    ["sequential: input must be a shape of positive whole numbers, got []", () => alone(relu(), [])],
  ])("%s", (message, make) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  test("in forward and backward", () => {
    const model = alone(conv2d(2, 3), [1, 5, 5]);
    expect(() => model.forward(tensor({ shape: [2, 25] }))).toThrow(
      "model.forward: expected shape [samples, 1, 5, 5], got [2, 25]",
    );
    expect(() => model.forward(tensor({ shape: [0, 1, 5, 5] }))).toThrow(
      "the batch is empty, its shape is [0, 1, 5, 5]",
    );
    expect(() => model.forward({ shape: [1, 1, 5, 5], data: new Float32Array(24) })).toThrow("needs 25 numbers");
    model.forward(tensor({ shape: [2, 1, 5, 5] }));
    expect(() => model.backward(tensor({ shape: [2, 18] }))).toThrow("expected shape [samples, 2, 3, 3], got [2, 18]");
    expect(() => model.backward(tensor({ shape: [1, 2, 3, 3] }))).toThrow(
      "got a gradient for 1 samples, the forward had 2",
    );
  });
});

describe.each<[string, (options: { bias?: boolean }) => Layer]>([
  ["conv2d", (options) => conv2d(6, 3, { padding: 1, groups: 2, ...options })],
])("%s without a bias", (name, make) => {
  test("is one whose bias is 0, and has no parameter for it", () => {
    const [without, zero] = [make({ bias: false }), make({})].map((layer) => alone(layer, [4, 7, 6]));
    expect(Object.keys(without!.parameters())).toEqual([`${name}0.weight`]);
    const x = wiggle([3, 4, 7, 6]);
    const y = zero!.forward(x);
    expect(without!.forward(x)).toEqual(y);
    const dx = zero!.backward(y);
    expect(without!.backward(y)).toEqual(dx);
    expect(without!.parameters()[`${name}0.weight`]!.grad).toEqual(zero!.parameters()[`${name}0.weight`]!.grad);
  });
});

test("parameters say what they are to their layer", () => {
  const roles = (layer: Layer) =>
    Object.entries(layer.parameters?.([2, 4, 4]) ?? {}).map(([name, { role }]) => [name, role]);
  expect(roles(conv2d(2, 3))).toEqual([
    ["weight", "weight"],
    ["bias", "bias"],
  ]);
  for (const norm of [batchNorm(), layerNorm()]) {
    expect(roles(norm)).toEqual([
      ["scale", "scale"],
      ["bias", "bias"],
    ]);
  }
  expect(roles(embedding(3, 2))).toEqual([["weight", "embedding"]]);
});

describe("embedding", () => {
  test.each([3, -1, 0.5, Number.NaN])("refuses index %d, and then there is nothing to go backward from", (index) => {
    const model = alone(embedding(3, 2), 2);
    model.forward(tensor([0, 1, 2, 0], [2, 2]));
    expect(() => model.forward(tensor([0, 1, index, 0], [2, 2]))).toThrow(
      `embedding: index ${index} of sample 1 is no whole number from 0 to 2`,
    );
    expect(() => model.backward(tensor({ shape: [2, 2, 2] }))).toThrow("there has been no forward yet");
  });
});

describe("flatten", () => {
  test("lets the next layer read what the one before wrote", () => {
    const image = wiggle([3, 2, 2, 2]);
    const flat = sequential([flatten(), dense(4), flatten(), relu(), flatten()], {
      input: [2, 2, 2],
      random: stream(),
    });
    const plain = sequential([dense(4), relu()], { input: 8, random: stream() });
    const u = wiggle([3, 4]);
    expect(flat.forward(image)).toEqual(plain.forward({ shape: [3, 8], data: image.data }));
    const dx = flat.backward(u);
    expect(dx.shape).toEqual([3, 2, 2, 2]);
    expect(dx.data).toEqual(plain.backward(u).data);
  });

  test("alone gives a copy", () => {
    const x = wiggle([2, 2, 3]);
    const model = alone(flatten(), [2, 3]);
    const y = model.forward(x);
    expect(y).toEqual({ shape: [2, 6], data: x.data });
    expect(y.data).not.toBe(x.data);
  });
});

describe("dropout", () => {
  const ones = tensor(new Float32Array(2000).fill(1), [40, 50]);

  test("drops a share, scales the rest, and passes the gradient of just those", () => {
    const model = alone(dropout(0.2), 50);
    const y = model.forward(ones);
    expect(new Set(y.data)).toEqual(new Set([0, 1.25]));
    expect(y.data.filter((each) => each === 0).length / 2000).toBeCloseTo(0.2, 1);
    expect(model.backward(ones).data).toEqual(y.data);
    const first = y.data.slice();
    expect(model.forward(ones).data).not.toEqual(first);
    expect(alone(dropout(0.2), 50).forward(ones).data).toEqual(first);
  });

  test("drops each element by itself: shares, pairs of neighbours and whole masks are what chance gives", () => {
    const model = alone(dropout(0.25), 1000);
    const many = tensor(new Float32Array(1e6).fill(1), [1000, 1000]);
    const [one, two] = [0, 1].map(() => model.forward(many).data.slice());
    /** Within five standard deviations of n draws of probability p. */
    const expectShare = (count: number, n: number, p: number) =>
      expect(Math.abs(count - n * p)).toBeLessThan(5 * Math.sqrt(n * p * (1 - p)));
    const both = (a: Float32Array, b: Float32Array) => a.reduce((sum, each, i) => sum + +(each === 0 && b[i] === 0), 0);
    expectShare(both(one!, one!), 1e6, 0.25);
    expectShare(both(one!, two!), 1e6, 1 / 16);
    for (const distance of [1, 2, 4, 8, 1000]) {
      expectShare(both(one!.subarray(distance), one!.subarray(0, -distance)), 1e6 - distance, 1 / 16);
    }
  });

  test("does nothing outside training", () => {
    const model = alone(dropout(0.2), 50);
    expect(model.forward(ones, { training: false }).data).toEqual(ones.data);
    expect(model.backward(ones).data).toEqual(ones.data);
  });
});

describe("batchNorm", () => {
  const x = wiggle([6, 2, 3]);

  test("learns its buffers, which are stored and loaded with the weights", () => {
    const model = sequential([batchNorm({ momentum: 1 })], { input: [2, 3], random: stream() });
    const trained = model.forward(x).data.slice();
    const stored = structuredClone(model.state());
    expect(Object.keys(stored)).toEqual([
      "batchNorm0.scale",
      "batchNorm0.bias",
      "batchNorm0.runningMean",
      "batchNorm0.runningVariance",
    ]);
    const other = sequential([batchNorm()], { input: [2, 3], random: stream() });
    other.load(stored);
    const y = other.forward(x, { training: false }).data;
    // The running variance is the unbiased one: 18 numbers a channel.
    for (let i = 0; i < y.length; i++) expect(y[i]).toBeCloseTo(trained[i]! * Math.sqrt(17 / 18), 5);
    expect(other.state()).toEqual(stored);
    delete (stored as Record<string, Float32Array>)["batchNorm0.runningMean"];
    expect(() => other.load(stored)).toThrow("model: cannot load without batchNorm0.runningMean");
  });

  test("does not learn from another pass", () => {
    const model = sequential([batchNorm()], { input: [2, 3], random: stream() });
    const before = model.state();
    model.forward(x, { training: false });
    expect(model.state()).toEqual(before);
  });

  test("cannot train on one number a feature", () => {
    const model = alone(batchNorm(), 3);
    expect(() => model.forward(tensor({ shape: [1, 3] }))).toThrow(
      "batchNorm: training needs more than 1 number for each feature",
    );
    expect(model.forward(tensor({ shape: [1, 3] }), { training: false }).shape).toEqual([1, 3]);
  });
});

describe("an unknown option is an error that names it", () => {
  const weighted = "weightInit, bias, biasInit, regularization";
  test.each<[string, (options: object) => Layer, string]>([
    ["dense", (options) => dense(1, options), weighted],
    ["conv2d", (options) => conv2d(8, 3, options), `stride, padding, dilation, groups, ${weighted}`],
    ["maxPool2d", (options) => maxPool2d(2, options), "stride, padding, ceil"],
    ["avgPool2d", (options) => avgPool2d(2, options), "stride, padding, ceil, countPadding"],
    ["batchNorm", batchNorm, "momentum, eps"],
    ["layerNorm", layerNorm, "dimensions, eps"],
    ["embedding", (options) => embedding(3, 2, options), "weightInit, paddingIndex, regularization"],
    ["gelu", gelu, "approximate"],
  ])("of %s", (name, make, known) => {
    expect(() => make({ stirde: 2 })).toThrow(new RangeError(`${name}: unknown option "stirde" (it has ${known})`));
    expect(() => make(2 as unknown as object)).toThrow(new TypeError(`${name}: options must be an object, got 2`));
    expect(() => make(null as unknown as object)).toThrow(`${name}: options must be an object, got null`);
    expect(make({}).name).toBe(name);
  });
});

test("logSoftmax is softmax's logarithm, without its underflow", () => {
  const x = tensor([1, 2, -300], [1, 3]);
  const log = alone(logSoftmax(), 3).forward(x).data;
  const plain = alone(softmax(), 3).forward(x).data;
  expect(log[0]).toBeCloseTo(Math.log(plain[0]!), 6);
  expect(log[2]).toBeCloseTo(-302.3133, 3);
});

test("maxPool2d lets NaN through, and -Infinity lose", () => {
  const model = alone(maxPool2d(2), [1, 2, 4]);
  const x = tensor([1, Number.NaN, -Infinity, -Infinity, 5, 2, -Infinity, -7], [1, 1, 2, 4]);
  expect([...model.forward(x).data]).toEqual([Number.NaN, -7]);
  expect([...model.backward(tensor([3, 4], [1, 1, 1, 2])).data]).toEqual([0, 3, 0, 0, 0, 0, 0, 4]);
});

describe("as PyTorch 2.13 has them", () => {
  test.each<[number[][], number]>([
    [
      [
        [1, NaN, 2, 3],
        [NaN, 3, NaN, 4],
        [0, 5, 9, 7],
      ],
      6,
    ], // prettier-ignore
    [
      [
        [1, NaN],
        [NaN, 3],
      ],
      2,
    ],
    [
      [
        [NaN, NaN],
        [NaN, NaN],
      ],
      3,
    ],
    [
      [
        [NaN, Infinity],
        [1, Infinity],
      ],
      0,
    ],
    [
      [
        [-Infinity, -Infinity],
        [-Infinity, -Infinity],
      ],
      0,
    ],
    [
      [
        [2, 7],
        [7, 7],
      ],
      1,
    ],
  ])("the gradient of maxPool2d of %j goes to element %d", (rows, last) => {
    const [height, width] = [rows.length, rows[0]!.length];
    const x = tensor([[rows]]);
    const model = alone(maxPool2d([height, width]), [1, height, width]);
    model.forward(x);
    const dx = model.backward(tensor([[[[2]]]])).data;
    expect([...dx]).toEqual(Array.from(dx, (_, i) => (i === last ? 2 : 0)));
  });

  test("batchNorm at inference has gradients that are numbers where x is none", () => {
    for (const backend of ["simd", "portable"] as const) {
      const model = sequential([batchNorm()], { input: 2, backend });
      model.load({ ...model.state(), "batchNorm0.scale": [2, 3] });
      model.forward(tensor([Infinity, 1, 2, -Infinity, 5, 3], [3, 2]), { training: false });
      const dx = model.backward(tensor([1, 2, 3, 4, 5, 6], [3, 2])).data;
      [2, 6, 6, 12, 10, 18].forEach((each, i) => {
        expect(dx[i]).toBeCloseTo(each, 3);
      });
      const { "batchNorm0.scale": scale, "batchNorm0.bias": bias } = model.parameters();
      expect([...scale!.grad, ...bias!.grad]).toEqual([Infinity, -Infinity, 9, 12]);
    }
  });

  const image = Array.from({ length: 16 }, (_, i) => i + 1);
  test.each<[number, number, number, number, number]>([
    // size, stride, padding, and the mean with padding and without
    [5, 5, 0, 8.5, 8.5],
    [7, 5, 0, 8.5, 8.5],
    [7, 5, 1, 3.777777671813965, 8.5],
    [6, 3, 0, 8.5, 8.5],
    [7, 100, 3, 2.775510311126709, 8.5],
    [50000, 50000, 25000, 5.44e-8, 8.5],
    [2, 2 ** 32, 0, 3.5, 3.5],
  ])("a window of %d, %d apart, padded by %d, over 4 × 4 pixels", (size, stride, padding, mean, inside) => {
    const x = tensor(image, [1, 1, 4, 4]);
    const options = { stride, padding, ceil: true };
    const max = alone(maxPool2d(size, options), [1, 4, 4]);
    const largest = size === 2 ? 6 : 16;
    expect([...max.forward(x).data]).toEqual([largest]);
    expect(max.backward(tensor([[[[3]]]])).data.indexOf(3)).toBe(largest - 1);
    for (const [countPadding, expected] of [
      [true, mean],
      [false, inside],
    ] as const) {
      const avg = alone(avgPool2d(size, { ...options, countPadding }), [1, 4, 4]);
      expect(avg.forward(x).data[0]! / expected).toBeCloseTo(1, 6);
      const total = avg.backward(tensor([[[[1]]]])).data.reduce((sum, each) => sum + each, 0);
      expect(total / (size === 2 ? 1 : expected / 8.5)).toBeCloseTo(1, 6);
    }
  });

  test.each([
    [9, 4],
    [6, 1],
    [6, 2],
  ])("a window of %d, %d apart, fits 4 × 4 pixels not at all", (size, stride) => {
    expect(() => alone(maxPool2d(size, { stride, ceil: true }), [1, 4, 4])).toThrow(
      `reaches over ${size} does not fit`,
    );
  });
});

test("pools of windows beyond 32 bits are refused by name", () => {
  expect(() => maxPool2d([2, 2 ** 31])).toThrow("maxPool2d: size must be at most 1073741824, got 2147483648");
});

test("what vanishes is 0, not -0", () => {
  const x = Array.from({ length: 800 }, (_, i) => -80 - i / 20);
  for (const make of [silu, gelu, elu, softplus, sigmoid, tanh, relu, leakyRelu]) {
    for (const backend of ["simd", "portable"] as const) {
      const model = sequential([make()], { input: x.length, backend });
      expect([...model.forward(tensor([x])).data].some((each) => Object.is(each, -0))).toBe(false);
    }
  }
});

test("softplus neither overflows nor vanishes", () => {
  const y = alone(softplus(), 4).forward(tensor([200, -80, 0, -200], [1, 4])).data;
  expect(y[0]).toBe(200);
  expect(y[1]! / Math.exp(-80)).toBeCloseTo(1, 6);
  expect(y[2]).toBe(Math.fround(Math.LN2));
  expect(y[3]).toBe(0);
});

describe("regularisation is the NNFS book's", () => {
  const regularization = { weight: { l1: 0.5, l2: 0.25 }, bias: { l2: 2 } };
  const model = sequential([dense(2, { regularization }), relu(), dense(1)], { input: 2, random: stream() });
  model.load({
    "dense0.weight": [1, -2, 0, 4],
    "dense0.bias": [0.5, -1],
    "dense2.weight": [1, 1],
    "dense2.bias": [0],
  });

  test("in the loss", () => {
    expect(model.penalty()).toBe(0.5 * 7 + 0.25 * 21 + 2 * 1.25);
  });

  test("in the gradients, where the sign of 0 counts as positive", () => {
    model.forward(tensor({ shape: [1, 2] }));
    model.backward(tensor({ shape: [1, 1] }));
    const parameters = model.parameters();
    expect([...parameters["dense0.weight"]!.grad]).toEqual([0.5 + 0.5, -0.5 - 1, 0.5, 0.5 + 2]);
    expect([...parameters["dense0.bias"]!.grad]).toEqual([2, -4]);
    expect([...parameters["dense2.weight"]!.grad]).toEqual([0, 0]);
  });
});

test("a step at a size that was seen allocates no arrays", () => {
  const model = sequential(
    [conv2d(4, 3), batchNorm(), gelu(), avgPool2d(2), flatten(), layerNorm(), dropout(), dense(3)],
    { input: [1, 8, 8], random: stream() },
  );
  const loss = softmaxCrossEntropy({ labelSmoothing: 0.1 });
  const step = (rows: number) => {
    loss.forward(model.forward(wiggle([rows, 1, 8, 8])), new Uint8Array(rows));
    model.backward(loss.backward(), { inputGradient: false });
  };
  step(4);
  step(2);
  const heap = Heap.of(model.parameters()["conv2d0.weight"]!.value)!;
  const planned = heap.blocks;
  for (let i = 0; i < 10; i++) {
    step(4);
    step(2);
  }
  expect(heap.blocks).toBe(planned);
});
