import { describe, expect, test } from "vitest";
import {
  accuracy,
  batchNorm,
  categoricalCrossEntropy,
  dense,
  dropout,
  evaluate,
  type Labels,
  type Loss,
  type Model,
  meanSquaredError,
  predict,
  relu,
  sequential,
  sigmoidCrossEntropy,
  softmaxCrossEntropy,
  tensor,
} from "../index.ts";

function model(): Model {
  let state = 0.5;
  const uniform = () => {
    state = (state + 0.6180339887498949) % 1;
    return state;
  };
  const random = { uniform, normal: () => 4 * uniform() - 2 };
  return sequential([dense(6), batchNorm(), relu(), dropout(0.4), dense(3)], { input: 2, random });
}

const x = tensor(
  Array.from({ length: 22 }, (_, i) => ((i * 7) % 11) / 5 - 1),
  [11, 2],
);
const y = Uint8Array.from({ length: 11 }, (_, i) => i % 3);

describe("predict", () => {
  test("gives the outputs of the model as it is, in batches or at once", () => {
    const trained = model();
    trained.forward(x);
    const outputs = predict(trained, x);
    expect(outputs.data).not.toBe(trained.forward(x, { training: false }).data);
    expect(outputs).toEqual(trained.forward(x, { training: false }));
    for (const batchSize of [1, 4, 10, 11, 99]) {
      const inBatches = predict(trained, x, { batchSize });
      expect(inBatches.shape).toEqual([11, 3]);
      for (const [i, value] of inBatches.data.entries()) expect(value).toBeCloseTo(outputs.data[i]!, 5);
    }
  });

  test("changes nothing: a training goes on as without it", () => {
    const [watched, alone] = [model(), model()];
    const step = (each: Model) => {
      const loss = softmaxCrossEntropy();
      loss.forward(each.forward(x), y);
      each.backward(loss.backward());
      return Object.values(each.parameters()).map(({ grad }) => grad.slice());
    };
    const first = step(watched);
    predict(watched, x);
    predict(watched, x, { batchSize: 3 });
    evaluate(watched, { x, y }, { loss: softmaxCrossEntropy() });
    expect(step(alone)).toEqual(first);
    expect(watched.state()).toEqual(alone.state());
    expect(step(watched)).toEqual(step(alone));
  });

  test("refuses what does not fit", () => {
    expect(() => predict(model(), tensor({ shape: [2, 3] }))).toThrow("predict: expected 2 columns, got shape [2, 3]");
    expect(() => predict(model(), tensor({ shape: [0, 2] }))).toThrow("predict: the batch is empty");
    expect(() => predict(model(), x, { batchSize: -4 })).toThrow("predict: batchSize must be a positive whole number");
  });
});

describe("evaluate", () => {
  test("is the loss and the accuracy of what predict gives", () => {
    const trained = model();
    const outputs = predict(trained, x);
    const loss = softmaxCrossEntropy();
    const whole = evaluate(trained, { x, y }, { loss });
    expect(whole).toEqual({ loss: loss.forward(outputs, y), accuracy: accuracy(outputs, y), metrics: {} });
    const parts = evaluate(trained, { x, y }, { loss, batchSize: 4 });
    expect(parts.loss).toBeCloseTo(whole.loss, 6);
    expect(parts.accuracy).toBeCloseTo(whole.accuracy, 12);
  });

  describe("in batches of any size is that of all data at once", () => {
    const ten = { x: tensor(x.data.slice(0, 20), [10, 2]), y: y.slice(0, 10) };
    const some = Uint8Array.from(ten.y, (label, i) => (i % 4 === 3 ? 255 : label));
    const none = Uint8Array.from(ten.y, (label, i) => (i < 4 ? 255 : label));
    const rows = tensor(
      Array.from({ length: 30 }, (_, i) => (i % 3 === i % 7 ? 1 : 0.25)),
      [10, 3],
    );
    const weights = [0.2, 3, 1];
    test.each<[string, () => Loss, Labels]>([
      ["softmaxCrossEntropy", softmaxCrossEntropy, ten.y],
      ["categoricalCrossEntropy", categoricalCrossEntropy, ten.y],
      ["with class weights", () => softmaxCrossEntropy({ classWeights: weights }), ten.y],
      ["with samples that are ignored", () => softmaxCrossEntropy({ classWeights: weights, ignoreIndex: 255 }), some],
      ["with a batch that is ignored", () => softmaxCrossEntropy({ classWeights: weights, ignoreIndex: 255 }), none],
      ["that is summed", () => softmaxCrossEntropy({ classWeights: weights, reduction: "sum" }), ten.y],
      ["of elements", meanSquaredError, rows],
      ["of elements that is summed", () => sigmoidCrossEntropy({ reduction: "sum" }), rows],
    ])("%s", (_, make, y) => {
      const trained = model();
      const whole = evaluate(trained, { x: ten.x, y }, { loss: make(), batchSize: 10 });
      expect(whole.loss).toBeGreaterThan(0.1);
      for (const batchSize of [1, 3, 4, 9]) {
        const parts = evaluate(trained, { x: ten.x, y }, { loss: make(), batchSize });
        expect(parts.accuracy).toBe(whole.accuracy);
        expect(Math.abs(parts.loss / whole.loss - 1)).toBeLessThan(1e-6);
      }
    });

    test("its accuracy is the share of those that count", () => {
      const outputs = predict(model(), ten.x);
      const counted = [...some].filter((label) => label !== 255).length;
      const right = [...some].filter((label, i) => {
        const row = outputs.data.subarray(3 * i, 3 * i + 3);
        return row.indexOf(Math.max(...row)) === label;
      }).length;
      const loss = softmaxCrossEntropy({ ignoreIndex: 255 });
      const { accuracy } = evaluate(model(), { x: ten.x, y: some }, { loss, batchSize: 4 });
      expect(accuracy).toBe(right / counted);
    });

    test("of nothing that counts, it is NaN", () => {
      const loss = softmaxCrossEntropy({ ignoreIndex: 255 });
      const y = new Uint8Array(10).fill(255);
      const result = evaluate(model(), { x: ten.x, y }, { loss, batchSize: 4 });
      expect([result.loss, result.accuracy]).toEqual([Number.NaN, Number.NaN]);
    });
  });

  test("of a regression has the metrics that are asked for", () => {
    const line = sequential([dense(1)], { input: 2, random: { uniform: () => 0, normal: () => 1 } });
    const metrics = { first: (outputs: { data: Float32Array }) => outputs.data[0]! };
    const zeros = new Float32Array(11);
    const result = evaluate(line, { x, y: zeros }, { loss: meanSquaredError(), metrics, batchSize: 11 });
    expect(result.accuracy).toBeUndefined();
    expect(result.metrics.first).toBe(predict(line, x).data[0]);
  });

  test("refuses what does not fit", () => {
    const loss = softmaxCrossEntropy();
    expect(() => evaluate(model(), { x, y: y.slice(2) }, { loss })).toThrow("evaluate: got 9 labels for 11 samples");
    expect(() => evaluate(model(), { x, y: y.with(10, 3) }, { loss })).toThrow(
      "label 3 of sample 10 is outside 0 to 2",
    );
    expect(() => evaluate(model(), { x, y: y.with(10, 3) }, { loss, batchSize: 4 })).toThrow(
      "batch 2: softmaxCrossEntropy: label 3 of sample 2 is outside 0 to 2",
    );
    expect(() => evaluate(model(), { x: tensor({ shape: [11, 1] }), y }, { loss })).toThrow(
      "evaluate: expected 2 columns",
    );
  });
});
