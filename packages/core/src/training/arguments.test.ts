import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  clipNorm,
  clipValue,
  type Data,
  dense,
  earlyStopping,
  evaluate,
  type FitOptions,
  fit,
  load,
  meanSquaredError,
  predict,
  save,
  sequential,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

// As plain JavaScript may call them.

const model = sequential([dense(2)], { input: 2 });
const data: Data = { x: tensor({ shape: [2, 2] }), y: [0, 1] };
const optimizer = { step: () => expect.unreachable() };
const loss = softmaxCrossEntropy();

const fitted =
  (rest: object, given: unknown = data, m: unknown = model) =>
  () =>
    fit(m as typeof model, given as Data, { loss, optimizer, epochs: 1, ...rest } as FitOptions);
const evaluated =
  (rest: object, given: unknown = data, m: unknown = model) =>
  () =>
    evaluate(m as typeof model, given as Data, { loss, ...rest });
const saved = (options: unknown) => () => save(model, options as object);
const loaded = (options: unknown) => () => load(model, save(model), options as object);
const predicted =
  (x: unknown, ...rest: unknown[]) =>
  () =>
    predict(model, x as Tensor, ...(rest as [object]));
const clips = [clipNorm, clipValue] as unknown as ((...args: unknown[]) => unknown)[];

describe("options that there are not", () => {
  test.each<[string, () => unknown]>([
    ['fit: unknown option "epoch" (it has loss, optimizer, epochs, from, batchSize', fitted({ epoch: 3 })],
    ['fit: clip: unknown option "max" (it has norm, value)', fitted({ clip: { norm: 1, max: 2 } })],
    ['evaluate: unknown option "batch" (it has loss, metrics, batchSize)', evaluated({ batch: 3 })],
    ['predict: unknown option "batch" (it has batchSize)', predicted(data.x, { batch: 3 })],
    ['earlyStopping: unknown option "patient"', () => earlyStopping({ patience: 1, patient: 2 } as { patience: 1 })],
    ['save: unknown option "optimiser" (it has optimizer, random, epoch, metadata)', saved({ optimiser: optimizer })],
    [
      'load: unknown option "optimiser" (it has optimizer, random, hyper, layout, missing, extra, rename)',
      loaded({ optimiser: optimizer }),
    ],
    ["fit: a metric cannot be called loss", fitted({ metrics: { loss: () => 0 } })],
    ["evaluate: a metric cannot be called validationAccuracy", evaluated({ metrics: { validationAccuracy: () => 0 } })],
    ["save: metadata cannot be named epoch", saved({ metadata: { epoch: "3" } })],
    ["save: metadata cannot be named optimizer.t", saved({ metadata: { "optimizer.t": "3" } })],
    ["fit: epochs must be a whole number ≥ 0, got -1", fitted({ epochs: -1 })],
    ["fit: from must be a whole number ≥ 0, got NaN", fitted({ from: Number.NaN })],
    ["fit: batchSize must be a positive whole number, got 0", fitted({ batchSize: 0 })],
    ["fit: accumulate must be a positive whole number, got 1.5", fitted({ accumulate: 1.5 })],
    ["fit: clip.norm must be a number > 0, got 0", fitted({ clip: { norm: 0 } })],
    ["fit: clip must be { norm } or { value }, got { norm, value }", fitted({ clip: { norm: 1, value: 1 } })],
    ["save: epoch must be a whole number ≥ 0, got -1", saved({ epoch: -1 })],
    ['load: hyper must be "restore" or "keep", got "drop"', loaded({ hyper: "drop" })],
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
    ["evaluate: loss must be a loss such as", () => evaluate(model, data, undefined as never)],
    ["evaluate: loss.check must be a function, got 3", evaluated({ loss: { ...meanSquaredError(), check: 3 } })],
    ["fit: optimizer must be one that has a step(), got undefined", fitted({ optimizer: undefined })],
    ["got a function: call it, as in adam(model.parameters())", fitted({ optimizer: function adam() {} })],
    ["fit: options must be an object, got null", () => fit(model, data, null as never)],
    ["evaluate: options must be an object, got 3", () => evaluate(model, data, 3 as never)],
    ["fit: model must be a model, which sequential makes, got Array of length 1", fitted({}, data, [dense(2)])],
    ["evaluate: model must be a model, which sequential makes, got Object", evaluated({}, data, {})],
    [
      "predict: model must be a model, which sequential makes, got undefined",
      () => predict(undefined as never, data.x),
    ],
    ["save: model must be a model, which sequential makes, got null", () => save(null as never)],
    [
      "load: model must be a model, which sequential makes, got Uint8Array",
      () => load(save(model) as never, model as never),
    ],
    ["fit: x must be a tensor, { shape, data }, got undefined", fitted({}, null)],
    ["fit: x must be a tensor, { shape, data }, got Array of length 1", fitted({}, { x: [[1, 2]], y: [1] })],
    ["evaluate: y must be a list of numbers or a tensor, got 1", evaluated({}, { ...data, y: 1 })],
    ['fit: y must be a list of numbers or a tensor, got "01"', fitted({}, { ...data, y: "01" })],
    ["predict: x must be a tensor, { shape, data }, got Array of length 2", predicted([1, 2])],
    ["predict: options must be an object, got 256", predicted(data.x, 256)],
    ["predict: options must be an object, got null", predicted(data.x, null)],
    ["fit: validation: x must be a tensor, { shape, data }, got undefined", fitted({ validation: { y: [0] } })],
    ["fit: validation: x must be a tensor, { shape, data }, got undefined", fitted({ validation: null })],
    ["fit: shuffle must be a seed, false, or a stream with uniform() and normal()", fitted({ shuffle: true })],
    ['fit: epochs must be a whole number ≥ 0, got "3"', fitted({ epochs: "3" })],
    ["fit: epochs must be a whole number ≥ 0, got undefined", fitted({ epochs: undefined })],
    ["fit: batchSize must be a positive whole number, got null", fitted({ batchSize: null })],
    ["fit: clip: options must be an object, got 1", fitted({ clip: 1 })],
    ["fit: clip: options must be an object, got null", fitted({ clip: null })],
    ['fit: clip.norm must be a number > 0, got "1"', fitted({ clip: { norm: "1" } })],
    ["fit: metrics must be functions by name, got Array of length 1", fitted({ metrics: ["accuracy"] })],
    ["fit: metrics.f1 must be a function, got 3", fitted({ metrics: { f1: 3 } })],
    ["evaluate: metrics must be functions by name, got null", evaluated({ metrics: null })],
    ["fit: callbacks must be a list of callbacks, got a function", fitted({ callbacks: () => {} })],
    [
      "fit: callbacks[0] must be an object with onStart, onBatch, onEpoch or onEnd, got a function",
      fitted({ callbacks: [() => {}] }),
    ],
    ["fit: callbacks[1] must be an object with onStart", fitted({ callbacks: [{ onEnd() {} }, null] })],
    ["fit: callbacks[0] must be an object with onStart", fitted({ callbacks: [{ onepoch() {} }] })],
    ["fit: callbacks[0].onEpoch must be a function, got 3", fitted({ callbacks: [{ onEpoch: 3 }] })],
    ["fit: onEpoch must be a function, got null", fitted({ onEpoch: null })],
    ["save: options must be an object, got null", saved(null)],
    ["save: optimizer must be an optimizer, with state() and load(), got Object", saved({ optimizer })],
    ["save: random must be a stream with state() and load()", saved({ random: { uniform() {}, normal() {} } })],
    ['save: epoch must be a whole number ≥ 0, got "3"', saved({ epoch: "3" })],
    ["save: metadata must be strings by name, got null", saved({ metadata: null })],
    ["save: metadata.run must be a string, got 3", saved({ metadata: { run: 3 } })],
    ["load: optimizer must be an optimizer, with state() and load(), got null", loaded({ optimizer: null })],
    ["load: random must be a stream with state() and load(), such as numpyRandom(0), got 0", loaded({ random: 0 })],
    ['load: hyper must be "restore" or "keep", got true', loaded({ hyper: true })],
    ["load: options must be an object, got 3", loaded(3)],
    ["clipNorm: max must be a number > 0, got undefined", () => clips[0]!(model.parameters())],
    ['clipValue: max must be a number > 0, got "1"', () => clips[1]!(model.parameters(), "1")],
    ["clipNorm: parameters must be an object of parameters, each with its grad, got null", () => clips[0]!(null, 1)],
    ["clipValue: parameters must be an object of parameters, each with its grad, got Array", () => clips[1]!([[1]], 1)],
    [
      "clipNorm: parameters.w.grad must be a typed array, got undefined",
      () => clips[0]!({ w: new Float32Array(1) }, 1),
    ],
    [
      "clipValue: parameters.w.grad must be a typed array, got Array of length 1",
      () => clips[1]!({ w: { grad: [1] } }, 1),
    ],
  ])("%s", (message, attempt) => {
    const before = model.state();
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(message);
    expect(model.state()).toEqual(before);
  });
});

describe("x whose numbers are of another type gets the same answer at all sizes", () => {
  const arrays: [string, (n: number) => ArrayLike<number>][] = [
    ["Array", (n) => new Array<number>(2 * n).fill(1)],
    ["Float64Array", (n) => new Float64Array(2 * n)],
    ["Uint8Array", (n) => new Uint8Array(2 * n)],
  ];
  test.each(arrays)("%s", (type, make) => {
    for (const n of [1, 2, 256, 257, 1000]) {
      const x = { shape: [n, 2], data: make(n) } as unknown as Tensor;
      const y = new Uint8Array(n);
      const message = `x.data must be a Float32Array, got ${type} of length ${2 * n} (tensor(data, shape) makes one)`;
      for (const [owner, attempt] of [
        ["predict", predicted(x)],
        ["evaluate", evaluated({}, { x, y })],
        ["fit", fitted({ batchSize: 64 }, { x, y })],
        ["fit: validation", fitted({ validation: { x, y } })],
      ] as const) {
        expect(attempt).toThrow(TypeError);
        expect(attempt).toThrow(`${owner}: ${message}`);
      }
    }
  });

  test("a Float32Array of another realm is one", () => {
    for (const n of [2, 300]) {
      const x: Tensor = {
        shape: [n, 2],
        data: runInNewContext("Float32Array.from({ length: 2 * n }, () => 1)", { n }),
      };
      expect(predict(model, x)).toEqual(predict(model, tensor(x.data, [n, 2])));
      const options = { loss, optimizer: { step() {} }, epochs: 2, batchSize: 64 };
      const history = fit(model, { x, y: new Uint8Array(n) }, options);
      expect(history.loss[0]).toBeGreaterThan(0);
    }
  });
});
