import { describe, expect, test } from "vitest";
import {
  avgPool2d,
  batchNorm,
  conv2d,
  dense,
  dropout,
  embedding,
  glorotUniform,
  heNormal,
  type Initializer,
  layerNorm,
  maxPool2d,
  orthogonal,
  sequential,
  tensor,
  zeros,
} from "../index.ts";

/** What plain JavaScript may hand over; each argument takes some of it. */
const values = [
  null,
  "",
  "he",
  "3",
  [],
  [1],
  [1, 2, 3],
  [1, null],
  {},
  { kernel: 5 },
  true,
  1n,
  NaN,
  -1,
  2.5,
  Infinity,
];

type Values = readonly unknown[];
type Make = (value: never) => unknown;

const pairs = (owner: string, make: (options: object) => unknown, options: string[]) =>
  options.map((name): [string, string, Make, Values] => [owner, name, (value) => make({ [name]: value }), []]);

const flags = (owner: string, make: (options: object) => unknown, options: string[]) =>
  options.map((name): [string, string, Make, Values] => [owner, name, (value) => make({ [name]: value }), [true]]);

const conv = (options: object) => conv2d(2, 3, options);
const max = (options: object) => maxPool2d(4, options);
const avg = (options: object) => avgPool2d(4, options);

test.each<[string, string, Make, Values]>([
  ["conv2d", "channels", (value) => conv2d(value, 3), []],
  ["conv2d", "kernel", (value) => conv2d(2, value), []],
  ...pairs("conv2d", conv, ["stride", "padding", "dilation", "groups", "weightInit", "biasInit", "regularization"]),
  ...flags("conv2d", conv, ["bias"]),
  ["conv2d", "regularization.weight", (weight) => conv({ regularization: { weight } }), [[], {}]],
  ["conv2d", "regularization.bias: l1", (l1) => conv({ regularization: { bias: { l1 } } }), [2.5]],
  ["maxPool2d", "size", (value) => maxPool2d(value), []],
  ...pairs("maxPool2d", max, ["stride", "padding"]),
  ...flags("maxPool2d", max, ["ceil"]),
  ["avgPool2d", "size", (value) => avgPool2d(value), []],
  ...pairs("avgPool2d", avg, ["stride", "padding"]),
  ...flags("avgPool2d", avg, ["ceil", "countPadding"]),
  ...pairs("batchNorm", (options) => batchNorm(options), ["momentum", "eps"]),
  ...pairs("layerNorm", (options) => layerNorm(options), ["dimensions", "eps"]),
  ["embedding", "entries", (value) => embedding(value, 2), []],
  ["embedding", "width", (value) => embedding(2, value), []],
  ...pairs("embedding", (options) => embedding(4, 2, options), ["paddingIndex", "weightInit", "regularization"]),
  ["dropout", "rate", (value) => dropout(value), []],
  ["orthogonal", "gain", (value) => orthogonal(value), [-1, 2.5]],
])("%s refuses a wrong %s by name", (owner, argument, make, fine) => {
  for (const value of values) {
    if (fine.some((each) => shown(each) === shown(value))) continue;
    // An object with unknown names is refused for these.
    const named = argument === "regularization" && typeof value === "object" && value !== null;
    if (named && Object.keys(value).length === 0) continue;
    const error = caught(() => make(value as never));
    const what = `${owner}, ${argument}, ${shown(value)}: ${error}`;
    expect(error instanceof TypeError || error instanceof RangeError, what).toBe(true);
    expect((error as Error).message.startsWith(`${owner}: ${named ? "" : argument}`), what).toBe(true);
  }
});

const shown = (value: unknown) => (typeof value === "bigint" ? `${value}n` : JSON.stringify(value));

function caught(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

describe("of conv2d", () => {
  test("what options are not", () => {
    expect(() => conv2d(2, 3, null as never)).toThrow(new TypeError("conv2d: options must be an object, got null"));
    expect(() => conv2d(2, { kernel: 5 } as never)).toThrow(
      new TypeError("conv2d: kernel must be a whole number ≥ 1, or a vertical and a horizontal one, got Object"),
    );
    expect(() => conv2d(2, 3, { regularization: { weigth: { l2: 1 } } as never })).toThrow(
      'conv2d: unknown option "regularization.weigth" (it has weight, bias)',
    );
  });

  test("what is said of a bias that there is none of", () => {
    expect(() => conv2d(2, 3, { bias: false, biasInit: () => {} })).toThrow("conv2d: biasInit is of a bias, and there");
    expect(() => conv2d(2, 3, { bias: false, regularization: { bias: { l2: 1 } } })).toThrow(
      "conv2d: regularization.b",
    );
  });
});

test("what makes an initializer is none: it would leave zeros", () => {
  for (const [make, option] of [
    [(weightInit: Initializer) => conv2d(2, 3, { weightInit }), "conv2d: weightInit"],
    [(weightInit: Initializer) => dense(2, { weightInit }), "dense: weightInit"],
    [(biasInit: Initializer) => dense(2, { biasInit }), "dense: biasInit"],
    [(weightInit: Initializer) => embedding(5, 2, { weightInit }), "embedding: weightInit"],
  ] as const) {
    for (const uncalled of [heNormal, glorotUniform, zeros]) {
      const layer = make(uncalled as never);
      const expected = `${option} must be an initializer such as heNormal(), got `;
      expect(() => sequential([layer], { input: layer.name === "conv2d" ? [1, 4, 4] : 4 })).toThrow(expected);
    }
  }
});

test("options may be undefined", () => {
  const none = undefined;
  conv2d(2, 3, { stride: none, padding: none, dilation: none, groups: none, bias: none, weightInit: none });
  conv2d(2, 3, { biasInit: none, regularization: { weight: none, bias: { l1: none, l2: none } } });
  maxPool2d(2, { stride: none, padding: none, ceil: none });
  avgPool2d(2, { stride: none, padding: none, ceil: none, countPadding: none });
  batchNorm({ momentum: none, eps: none });
  layerNorm({ dimensions: none, eps: none });
  expect(embedding(3, 2, { weightInit: none, paddingIndex: none, regularization: none }).name).toBe("embedding");
});

test("an embedding has no more entries than float32 has whole numbers", () => {
  expect(() => embedding(2 ** 53 - 1, 8)).toThrow(
    "embedding: entries must be at most 16777216, since indices are float32, got 9007199254740991",
  );
  const model = sequential([embedding(2 ** 24, 1, { weightInit: (values) => values.fill(1, 2 ** 24 - 1) })], {
    input: 1,
  });
  expect([...model.forward(tensor([[2 ** 24 - 1], [0]])).data]).toEqual([1, 0]);
});
