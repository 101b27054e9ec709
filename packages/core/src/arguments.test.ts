import { describe, expect, test } from "vitest";
import {
  type Data,
  dense,
  earlyStopping,
  evaluate,
  type FitOptions,
  fit,
  type Labels,
  predict,
  sequential,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "./index.ts";

// As plain JavaScript may call them.

const random = { uniform: () => 0.5, normal: () => 0.1 };
const model = sequential([dense(2)], { input: 2, random });
const data: Data = { x: tensor({ shape: [2, 2] }), y: [0, 1] };
const optimizer = { step: () => {} };
const loss = softmaxCrossEntropy();

const fitted =
  (rest: object, given: unknown = data, m: unknown = model) =>
  () =>
    fit(m as typeof model, given as Data, { loss, optimizer, epochs: 1, ...rest } as FitOptions);
const evaluated =
  (rest: object, given: unknown = data, m: unknown = model) =>
  () =>
    evaluate(m as typeof model, given as Data, { loss, ...rest });

describe("options that there are not", () => {
  test.each<[string, () => unknown]>([
    ['fit: unknown option "epoch" (it has loss, optimizer, epochs, from, batchSize', fitted({ epoch: 3 })],
    ['fit: clip: unknown option "max" (it has norm, value)', fitted({ clip: { norm: 1, max: 2 } })],
    ['evaluate: unknown option "batch" (it has loss, metrics, batchSize)', evaluated({ batch: 3 })],
    ['predict: unknown option "batch" (it has batchSize)', () => predict(model, data.x, { batch: 3 } as object)],
    ['earlyStopping: unknown option "patient"', () => earlyStopping({ patience: 1, patient: 2 } as { patience: 1 })],
    ['sequential: unknown option "inputs"', () => sequential([dense(1)], { input: 2, inputs: 2, random } as never)],
  ])("%s", (message, attempt) => {
    expect(attempt).toThrow(RangeError);
    expect(attempt).toThrow(message);
  });
});

describe("arguments that are something else", () => {
  test.each<[string, () => unknown]>([
    [
      "fit: loss must be a loss, got a function: call it, as in softmaxCrossEntropy()",
      fitted({ loss: softmaxCrossEntropy }),
    ],
    ["evaluate: loss must be a loss such as softmaxCrossEntropy(), got undefined", evaluated({ loss: undefined })],
    [
      "evaluate: loss must be a loss such as softmaxCrossEntropy(), got undefined",
      () => evaluate(model, data, undefined as never),
    ],
    ["fit: optimizer must be one that has a step(), got undefined", fitted({ optimizer: undefined })],
    ["got a function: call it, as in adam(model.parameters())", fitted({ optimizer: function adam() {} })],
    ["fit: options must be an object, got null", () => fit(model, data, null as never)],
    ["fit: model must be a model, which sequential makes, got Array of length 1", fitted({}, data, [dense(2)])],
    ["evaluate: model must be a model, which sequential makes, got Object", evaluated({}, data, {})],
    [
      "predict: model must be a model, which sequential makes, got undefined",
      () => predict(undefined as never, data.x),
    ],
    ["fit: x must be a tensor, { shape, data }, got undefined", fitted({}, null)],
    ["fit: x must be a tensor, { shape, data }, got Array of length 1", fitted({}, { x: [[1, 2]], y: [1] })],
    ["evaluate: y must be a list of numbers or a tensor, got 1", evaluated({}, { ...data, y: 1 })],
    [
      "predict: x must be a tensor, { shape, data }, got Array of length 2",
      () => predict(model, [1, 2] as unknown as Tensor),
    ],
    [
      "fit: validation: x must be a tensor, { shape, data }, got undefined",
      fitted({ validation: { y: [0] as Labels } }),
    ],
    [
      "fit: shuffle must be a seed, false, or a stream with uniform() and normal(), such as numpyRandom(0), got true",
      fitted({ shuffle: true }),
    ],
  ])("%s", (message, attempt) => {
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(message);
  });
});
