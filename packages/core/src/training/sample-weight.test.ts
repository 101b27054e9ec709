import { describe, expect, test } from "vitest";
import { descent } from "../../test/saved.ts";
import { stream } from "../../test/stream.ts";
import {
  type Data,
  dense,
  evaluate,
  type FitOptions,
  fit,
  type Labels,
  type Loss,
  meanSquaredError,
  sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

const SAMPLES = 12;
const random = stream(1);
const x = tensor(
  Array.from({ length: 2 * SAMPLES }, () => random.normal()),
  [SAMPLES, 2],
);
const classes = Array.from({ length: SAMPLES }, (_, i) => i % 2);
const rows = tensor(
  Array.from({ length: 2 * SAMPLES }, () => random.uniform()),
  [SAMPLES, 2],
);
/** Whole numbers, so that a weight is so many copies of a sample. */
const weights = [1, 0, 3, 2, 0, 1, 1, 4, 2, 0, 1, 1];
const copies = weights.flatMap((weight, i) => Array<number>(weight).fill(i));

/** The data with each sample as often as its weight says. */
function repeated(y: Labels): Data {
  const at = ({ data }: Tensor) => copies.flatMap((i) => [data[2 * i]!, data[2 * i + 1]!]);
  const shape = [copies.length, 2];
  const labels = "shape" in y ? tensor(at(y), shape) : copies.map((i) => y[i]!);
  return { x: tensor(at(x), shape), y: labels };
}

const losses: [string, () => Loss, Labels][] = [
  ["softmaxCrossEntropy", softmaxCrossEntropy, classes],
  ["one with class weights", () => softmaxCrossEntropy({ classWeights: [1, 3], labelSmoothing: 0.2 }), classes],
  ["one that is summed", () => softmaxCrossEntropy({ reduction: "sum" }), classes],
  ["meanSquaredError", meanSquaredError, rows],
  ["sigmoidCrossEntropy", sigmoidCrossEntropy, rows],
];

describe("a sample of a weight counts as so many of it", () => {
  const make = () => sequential([dense(2, { regularization: { weight: { l2: 0.1 } } })], { input: 2, seed: 3 });
  const train = (data: Data, loss: Loss, rest: Partial<FitOptions<ReturnType<typeof descent>, Loss>> = {}) => {
    const model = make();
    const optimizer = descent(model.parameters(), { lr: 0.01 });
    const history = fit(model, data, { loss, optimizer, epochs: 5, ...rest });
    return { state: model.state(), history };
  };
  const close = (actual: Record<string, Float32Array>, expected: Record<string, Float32Array>) => {
    for (const [name, array] of Object.entries(expected)) {
      for (const [i, value] of array.entries()) expect(actual[name]![i]).toBeCloseTo(value, 5);
    }
  };

  test.each(losses)("in fit and evaluate: %s", (_, loss, y) => {
    const weighed = { x, y, sampleWeight: weights };
    const [one, other] = [train(weighed, loss()), train(repeated(y), loss())];
    close(one.state, other.state);
    for (const [epoch, value] of other.history.loss.entries()) expect(one.history.loss[epoch]).toBeCloseTo(value, 5);
    const expected = evaluate(make(), repeated(y), { loss: loss() }).loss;
    for (const batchSize of [1, 5, SAMPLES]) {
      expect(evaluate(make(), weighed, { loss: loss(), batchSize }).loss).toBeCloseTo(expected, 5);
    }
  });

  test.each(losses)("in batches that are shuffled and accumulated, and in validation: %s", (_, loss, y) => {
    const weighed = { x, y, sampleWeight: Float32Array.from(weights) };
    const whole = train(weighed, loss(), { validation: weighed });
    const parts = train(weighed, loss(), { batchSize: 2, accumulate: 6, validation: weighed });
    close(parts.state, whole.state);
    for (const [epoch, value] of whole.history.loss.entries()) {
      expect(parts.history.loss[epoch]).toBeCloseTo(value, 5);
      expect(parts.history.validation!.loss[epoch]).toBeCloseTo(whole.history.validation!.loss[epoch]!, 5);
    }
  });
});

test("the accuracy and metrics count all samples alike", () => {
  const model = sequential([dense(2)], { input: 2, seed: 3 });
  const metrics = { samples: (outputs: Tensor) => outputs.shape[0]! };
  const options = { loss: softmaxCrossEntropy(), metrics, batchSize: SAMPLES };
  const plain = evaluate(model, { x, y: classes }, options);
  const weighed = evaluate(model, { x, y: classes, sampleWeight: weights }, options);
  expect(weighed.accuracy).toBe(plain.accuracy);
  expect(weighed.metrics).toEqual({ samples: SAMPLES });
  expect(weighed.loss).not.toBe(plain.loss);
});

describe("weights that do not fit are refused before anything has changed", () => {
  const bad: [string, unknown, string][] = [
    ["a length", [1, 2], "sampleWeight must be one for each of 12 samples, got 2"],
    ["below 0", weights.with(3, -1), "sampleWeight[3] must be a finite number ≥ 0, got -1"],
    ["NaN", Float32Array.from(weights.with(11, Number.NaN)), "sampleWeight[11] must be a finite number ≥ 0, got NaN"],
    ["infinite", weights.with(0, 1 / 0), "sampleWeight[0] must be a finite number ≥ 0, got Infinity"],
    ["missing", weights.with(2, null as never), "sampleWeight[2] must be a finite number ≥ 0, got null"],
    ["no list", 3, "sampleWeight must be a list of numbers, got 3"],
    ["a string", "111111111111", 'sampleWeight must be a list of numbers, got "111111111111"'],
  ];
  test.each(bad)("%s", (_, sampleWeight, message) => {
    const model = sequential([dense(2)], { input: 2, seed: 3 });
    const before = model.state();
    const data = { x, y: classes, sampleWeight } as Data;
    const options = { loss: softmaxCrossEntropy(), optimizer: descent(model.parameters()), epochs: 1 };
    expect(() => fit(model, data, options)).toThrow(`fit: ${message}`);
    expect(() => fit(model, { x, y: classes }, { ...options, validation: data })).toThrow(
      `fit: validation: ${message}`,
    );
    expect(() => evaluate(model, data, options as never)).toThrow("evaluate: ");
    expect(() => evaluate(model, data, { loss: options.loss })).toThrow(`evaluate: ${message}`);
    expect(model.state()).toEqual(before);
  });

  test("a name that is nearly right", () => {
    const model = sequential([dense(2)], { input: 2, seed: 3 });
    const data = { x, y: classes, sampleWeights: weights };
    const message = 'the data have "sampleWeights", it is called sampleWeight';
    expect(() => evaluate(model, data, { loss: softmaxCrossEntropy() })).toThrow(`evaluate: ${message}`);
  });

  test("a loss of one's own that takes none", () => {
    const model = sequential([dense(2)], { input: 2, seed: 3 });
    const inner = meanSquaredError();
    const loss: Loss = { name: "own", forward: (outputs, y) => inner.forward(outputs, y), backward: inner.backward };
    const data = { x, y: rows };
    expect(evaluate(model, data, { loss }).loss).toBe(evaluate(model, data, { loss: inner }).loss);
    const weighed = { ...data, sampleWeight: weights };
    expect(() => evaluate(model, weighed, { loss })).toThrow("own: it does not take sample weights");
    const optimizer = { step: () => expect.unreachable() };
    expect(() => fit(model, weighed, { loss, optimizer, epochs: 1 })).toThrow("own: it does not take sample weights");
  });
});
