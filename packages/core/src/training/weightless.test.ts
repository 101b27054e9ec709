import { describe, expect, test } from "vitest";
import { descent } from "../../test/saved.ts";
import { dense, evaluate, fit, sequential, softmaxCrossEntropy, tensor, zeros } from "../index.ts";

// A batch all of whose samples are of a class that counts nothing: smoothing gives a part of them to classes that count.

const make = (regularization = {}) => sequential([dense(2, { weightInit: zeros(), regularization })], { input: 1 });
const smooth = () => softmaxCrossEntropy({ classWeights: [0, 1], labelSmoothing: 0.5, clip: 0 });

describe("a loss is of the data, not of the batches", () => {
  // Beside PyTorch 2.13: the loss ln 2, the bias after a step of 1 (-0.5, 0.5).
  test.each([2, 1])("batches of %i", (batchSize) => {
    const model = make();
    const data = { x: tensor([1, 1], [2, 1]), y: [0, 1] };
    expect(evaluate(model, data, { loss: smooth(), batchSize }).loss).toBeCloseTo(Math.LN2, 6);
    const optimizer = descent(model.parameters(), { lr: 1 });
    const { loss } = fit(model, data, { loss: smooth(), optimizer, epochs: 1, batchSize, accumulate: 2 });
    expect(loss[0]).toBeCloseTo(Math.LN2, 6);
    expect([...model.parameters()["dense0.bias"]!.value]).toEqual([-0.5, 0.5]);
  });

  test("an epoch's loss, though its steps are of one batch each", () => {
    const data = { x: tensor([1, 1, 1, 1], [4, 1]), y: [0, 0, 1, 0] };
    const whole = evaluate(make(), data, { loss: smooth(), batchSize: 4 }).loss;
    const options = { loss: smooth(), optimizer: { step() {} }, epochs: 1, batchSize: 1 };
    expect(fit(make(), data, options).loss[0]).toBeCloseTo(whole, 6);
    for (const batchSize of [1, 2, 3]) {
      expect(evaluate(make(), data, { loss: smooth(), batchSize }).loss).toBeCloseTo(whole, 6);
    }
  });
});

describe("a step nothing of which counts has no gradient but the regularisation's", () => {
  const data = { x: tensor([1, 1], [2, 1]), y: [0, 0] };
  test.each([{ batchSize: 2 }, { batchSize: 1 }, { batchSize: 1, accumulate: 2 }, { batchSize: 2, weightless: true }])(
    "%j",
    ({ weightless, ...rest }) => {
      const model = make({ bias: { l2: 0.5 } });
      const { grad, value } = model.parameters()["dense0.bias"]!;
      value.set([1, 3]);
      const seen: number[][] = [];
      const loss = weightless ? softmaxCrossEntropy() : smooth();
      const sampleWeight = weightless ? [0, 0] : undefined;
      const options = { loss, optimizer: { step: () => seen.push([...grad]) }, epochs: 1, ...rest };
      const history = fit(model, { ...data, sampleWeight }, options);
      for (const gradient of seen) expect(gradient).toEqual([1, 3]);
      expect(history.loss[0]).toBeNaN();
    },
  );
});
