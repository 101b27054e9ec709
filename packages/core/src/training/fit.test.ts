import { describe, expect, test } from "vitest";
import {
  accuracy,
  categoricalCrossEntropy,
  dense,
  type FitOptions,
  fit,
  type Labels,
  type LayerParameter,
  type Model,
  normal,
  relu,
  type Stepper,
  sequential,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
} from "../index.ts";

function small(): Model {
  let x = 0;
  const uniform = () => {
    x = (x + 0.6180339887498949) % 1;
    return x;
  };
  const random = { uniform, normal: () => 4 * uniform() - 2 };
  const weights = normal(0.01);
  return sequential([dense(8, { weightInit: weights }), relu(), dense(2, { weightInit: weights })], {
    input: 2,
    random,
  });
}

/** Plain gradient descent: all that `fit` asks of an optimizer. */
function descent(parameters: Readonly<Record<string, LayerParameter>>, lr = 0.5): Stepper {
  return {
    step() {
      for (const { value, grad } of Object.values(parameters)) {
        for (let i = 0; i < value.length; i++) value[i] = value[i]! - lr * grad[i]!;
      }
    },
  };
}

/** Four points of class 1 among four of class 0. */
const x = tensor([1, 1, 0.9, 0.8, 1.1, 0.7, 0.8, 1, -1, -1, -0.9, -0.8, -1.1, -0.7, -0.8, -1], [8, 2]);
const y = Uint8Array.of(1, 1, 1, 1, 0, 0, 0, 0);

function train(model: Model, epochs: number, options: Partial<FitOptions<Stepper>> = {}) {
  return fit(
    model,
    { x, y },
    { loss: softmaxCrossEntropy(), optimizer: descent(model.parameters()), epochs, ...options },
  );
}

describe("fit", () => {
  test("learns, and its history says so", () => {
    const model = small();
    const { from, loss, accuracy: share, stopped } = train(model, 200);
    expect([from, loss.length, share.length, stopped]).toEqual([0, 200, 200, false]);
    expect(loss[0]).toBeCloseTo(Math.log(2), 2);
    expect(loss[199]).toBeLessThan(0.05);
    expect(share[199]).toBe(1);
  });

  test("reports each epoch after its step, with the loss before it", () => {
    const model = small();
    const seen: number[] = [];
    const after: number[] = [];
    const { loss } = train(model, 3, {
      from: 5,
      onEpoch: ({ epoch, model }) => {
        seen.push(epoch);
        after.push(softmaxCrossEntropy().forward(model.forward(x), y));
      },
    });
    expect(seen).toEqual([5, 6, 7]);
    expect(loss).toHaveLength(3);
    expect(after.slice(0, 2)).toEqual(loss.slice(1));
  });

  test.each([undefined, 8, 3])("ends after the epoch whose onEpoch returns false: batchSize %s", (batchSize) => {
    const model = small();
    const history = train(model, 10, { onEpoch: ({ epoch }) => epoch < 4, batchSize });
    expect(history.stopped).toBe(true);
    expect(history.loss).toHaveLength(5);
    const five = small();
    train(five, 5, { batchSize });
    expect(model.state()).toEqual(five.state());
  });

  test("ends without the step when onBatch returns false, and the epoch is not reported", () => {
    const model = small();
    const history = train(model, 10, { onBatch: ({ epoch }) => epoch < 4 });
    expect(history.stopped).toBe(true);
    expect(history.loss).toHaveLength(4);
    const four = small();
    train(four, 4);
    expect(model.state()).toEqual(four.state());
  });

  test.each([undefined, 3])("stored in onEpoch, goes on to the bit from the next: batchSize %s", (batchSize) => {
    const whole = small();
    const { loss } = train(whole, 9, { batchSize });
    let stored: { weights: Record<string, Float32Array>; from: number } | undefined;
    train(small(), 9, {
      batchSize,
      onEpoch: ({ epoch, model }) => {
        if (epoch === 3) stored = { weights: model.state(), from: epoch + 1 };
      },
    });
    const { weights, from } = stored!;
    const second = small();
    second.load(weights);
    expect(train(second, 9 - from, { from, batchSize }).loss).toEqual(loss.slice(4));
    expect(second.state()).toEqual(whole.state());
  });

  test("is not disturbed by a callback that runs the model", () => {
    const watched = small();
    train(watched, 20, {
      onEpoch: ({ model }) => {
        model.forward(tensor({ shape: [8, 2] }));
        model.forward(tensor({ shape: [100, 2] }));
      },
    });
    const alone = small();
    train(alone, 20);
    expect(watched.state()).toEqual(alone.state());
  });

  test("resumes to the bit", () => {
    const whole = small();
    const { loss } = train(whole, 40);
    const first = small();
    train(first, 15);
    const second = small();
    second.load(structuredClone(first.state()));
    expect(train(second, 25, { from: 15 }).loss).toEqual(loss.slice(15));
    expect(second.state()).toEqual(whole.state());
  });

  test("gives the step a way to evaluate again", () => {
    const model = small();
    const values: number[] = [];
    const { loss } = fit(
      model,
      { x, y },
      {
        loss: softmaxCrossEntropy(),
        epochs: 1,
        optimizer: { step: (evaluate) => values.push(evaluate!(), evaluate!()) },
      },
    );
    expect(values).toEqual([loss[0], loss[0]]);
  });

  test("leaves everything as it was when something does not fit", () => {
    const model = small();
    const before = model.state();
    const optimizer = descent(model.parameters());
    const attempt = (labels: Labels, epochs = 1) =>
      fit(model, { x, y: labels }, { loss: softmaxCrossEntropy(), optimizer, epochs });
    expect(() => attempt([0, 0, 0, 0, 1, 1, 1, 2])).toThrow(
      "softmaxCrossEntropy: label 2 of sample 7 is outside 0 to 1",
    );
    expect(() => attempt(y, -1)).toThrow("fit: epochs must be a whole number ≥ 0, got -1");
    expect(() => attempt(y, 1.5)).toThrow("fit: epochs must be a whole number ≥ 0, got 1.5");
    expect(model.state()).toEqual(before);
  });
});

describe.each([softmaxCrossEntropy, categoricalCrossEntropy])("labels", (make) => {
  const outputs = tensor([0.2, 0.3, 0.5, 0.6, 0.3, 0.1], [2, 3]);

  test("indices of any kind and one-hot rows mean the same", () => {
    const kinds: Labels[] = [[2, 0], Uint8Array.of(2, 0), Int32Array.of(2, 0), tensor([0, 0, 1, 1, 0, 0], [2, 3])];
    const results = kinds.map((labels) => {
      const loss = make();
      return [loss.forward(outputs, labels), ...loss.backward().data];
    });
    for (const result of results) expect(result).toEqual(results[0]);
  });

  test.each<[string, Labels]>([
    ["label 3 of sample 1 is outside 0 to 2", [0, 3]],
    ["label -1 of sample 0 is outside 0 to 2", Int32Array.of(-1, 0)],
    ["label 1.5 of sample 1 is not a whole number", [0, 1.5]],
    ["label NaN of sample 0 is not a whole number", [Number.NaN, 0]],
    ["got 3 labels for 2 samples", [0, 1, 2]],
    ["labels: expected 3 columns, got shape [2, 2]", tensor([0, 1, 1, 0], [2, 2])],
    ["got 1 labels for 2 samples", tensor([0, 1, 0], [1, 3])],
  ])("%s", (message, labels) => {
    const loss = make();
    expect(() => loss.backward()).toThrow(`${loss.name}: there has been no forward yet`);
    loss.forward(outputs, [2, 0]);
    const before = loss.backward().data.slice();
    expect(() => loss.forward(outputs, labels)).toThrow(message);
    expect(() => loss.forward(outputs, labels)).toThrow(`${loss.name}: `);
    expect(loss.backward().data).toEqual(before);
  });

  test("an empty batch", () => {
    expect(() => make().forward(tensor({ shape: [0, 3] }), [])).toThrow("the batch is empty, its shape is [0, 3]");
  });
});

describe("labels that are rows", () => {
  const outputs = tensor([0.2, 0.3, 0.5, 0.6, 0.3, 0.1], [2, 3]);

  test.each<[string, Tensor]>([
    ["one-hot labels of sample 1 must hold one 1, got 2", tensor([1, 0, 0, 1, 1, 0], [2, 3])],
    ["one-hot labels of sample 0 must be 0 or 1, got 0.5 at class 1", tensor([0, 0.5, 0.5, 1, 0, 0], [2, 3])],
  ])("categoricalCrossEntropy: %s", (message, labels) => {
    expect(() => categoricalCrossEntropy().forward(outputs, labels)).toThrow(`categoricalCrossEntropy: ${message}`);
  });

  test.each<[string, Tensor]>([
    ["label of sample 1 must sum to 1, got 2", tensor([1, 0, 0, 1, 1, 0], [2, 3])],
    ["label of sample 0 must be probabilities, got -0.5 at class 1", tensor([1, -0.5, 0.5, 1, 0, 0], [2, 3])],
    ["label of sample 1 must be probabilities, got NaN at class 2", tensor([1, 0, 0, 1, 0, Number.NaN], [2, 3])],
  ])("softmaxCrossEntropy: %s", (message, labels) => {
    const loss = softmaxCrossEntropy();
    loss.forward(outputs, tensor([0.5, 0.5, 0, 0, 0, 1], [2, 3]));
    const before = loss.backward().data.slice();
    expect(() => loss.forward(outputs, labels)).toThrow(`softmaxCrossEntropy: ${message}`);
    expect(loss.backward().data).toEqual(before);
  });

  test("accuracy takes the likeliest class", () => {
    expect(accuracy(outputs, tensor([0.1, 0.2, 0.7, 0.3, 0.4, 0.3], [2, 3]))).toBe(0.5);
  });
});

test("accuracy counts the first maximum, and NaN as the maximum", () => {
  const outputs = tensor([0, 1, 1, 3, 2, 1, 0, 5, Number.NaN, 7, 8, 9], [4, 3]);
  expect(accuracy(outputs, [1, 0, 2, 0])).toBe(0.75);
  expect(() => accuracy(outputs, [1, 0])).toThrow("accuracy: got 2 labels for 4 samples");
});

test("data that hold NaN are refused before anything moves", () => {
  const model = small();
  const before = model.state();
  const x = tensor([1, 1, 1, 1, 1, 1, Number.NaN, 1], [4, 2]);
  const options = { loss: softmaxCrossEntropy(), optimizer: descent(model.parameters()), epochs: 2, batchSize: 2 };
  expect(() => fit(model, { x, y: [0, 1, 1, 0] }, options)).toThrow("fit: x[6] is NaN, of sample 3");
  expect(model.state()).toEqual(before);
});
