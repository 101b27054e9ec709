import { sgd } from "@downhill/catalog";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  type Account,
  confusionMatrix,
  dense,
  earlyStopping,
  evaluate,
  fit,
  flatten,
  type Labels,
  type Metric,
  meanSquaredError,
  metric,
  precision,
  r2Score,
  sequential,
  softmaxCrossEntropy,
  type Tensor,
  tensor,
  withSampleWeight,
} from "../index.ts";

// A metric is of all samples, never a mean of what it is of the batches.

const x = tensor([[1], [2], [10], [3], [-1]]);
const y = tensor([[1], [1], [0], [3], [-2]]);
const errors = (outputs: Tensor, targets: Labels) =>
  outputs.data.map((each, i) => Math.abs(each - (targets as Tensor).data[i]!));
const largestError = (outputs: Tensor, targets: Labels) => Math.max(...errors(outputs, targets));
const identity = () => sequential([dense(1, { bias: false, weightInit: (w) => void w.fill(1) })], { input: 1 });

/** The same, fed batch by batch. */
const fedLargest = metric(() => {
  let most = 0;
  return {
    add: (outputs, targets) => {
      most = Math.max(most, largestError(outputs, targets));
    },
    value: () => most,
  };
});

describe.each([1, 2, 3, 5, 256])("in batches of %i, the largest error of five samples", (batchSize) => {
  const metrics = { largestError, fedLargest };

  test("evaluated", () => {
    const result = evaluate(identity(), { x, y }, { loss: meanSquaredError(), metrics, batchSize });
    expect(result.metrics).toEqual({ largestError: 10, fedLargest: 10 });
  });

  test("of an epoch of training, and of validation", () => {
    const model = identity();
    const optimizer = sgd(model.parameters(), { lr: 1e-30 }); // stays where it is
    const { metrics: curves, validation } = fit(
      model,
      { x, y },
      { loss: meanSquaredError(), optimizer, epochs: 3, batchSize, metrics, validation: { x, y } },
    );
    const wanted = { largestError: [10, 10, 10], fedLargest: [10, 10, 10] };
    expect(curves).toEqual(wanted);
    expect(validation!.metrics).toEqual(wanted);
  });
});

test("a function is told the outputs in the order of the labels and weights that go with them", () => {
  const seen: unknown[] = [];
  const look: Metric = (outputs, labels, sampleWeight) => {
    seen.push([outputs.shape, [...outputs.data], [...(labels as number[])], sampleWeight && Array.from(sampleWeight)]);
    return 0;
  };
  const model = sequential([flatten()], { input: 2 });
  const data = {
    x: tensor({ shape: [5, 2] }),
    y: Uint8Array.of(0, 1, 0, 1, 1),
    sampleWeight: [1, 2, 3, 4, 5],
  };
  for (let i = 0; i < 10; i++) data.x.data[i] = i;
  const options = { loss: softmaxCrossEntropy(), batchSize: 2 };
  evaluate(model, data, { ...options, metrics: { look } });
  evaluate(model, data, { ...options, metrics: { look: withSampleWeight(look) } });
  const told = [
    [5, 2],
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    [0, 1, 0, 1, 1],
  ];
  expect(seen).toEqual([
    [...told, undefined],
    [...told, [1, 2, 3, 4, 5]],
  ]);
});

test("shuffled batches bring their labels along", () => {
  const model = sequential([dense(2)], { input: 2 });
  const rows = Array.from({ length: 11 }, (_, i) => [i, i % 3]);
  const data = { x: tensor(rows), y: rows.map(([i]) => i! % 2) };
  const seen: number[][] = [];
  const metrics = {
    look: (_: Tensor, labels: Labels) => {
      seen.push([...(labels as number[])]);
      return 0;
    },
    confusion: confusionMatrix(),
  };
  const optimizer = sgd(model.parameters(), { lr: 0.01 });
  const history = fit(model, data, { loss: softmaxCrossEntropy(), optimizer, epochs: 4, batchSize: 3, metrics });
  expect(new Set(seen.map(String)).size).toBe(4);
  for (const labels of seen) expect(labels.toSorted()).toEqual(data.y.toSorted());
  for (const matrix of history.metrics.confusion) expect(matrix.map((row) => row[0]! + row[1]!)).toEqual([6, 5]);
});

test("what is no number cannot be monitored, and the rest can", () => {
  const model = identity();
  const run = (monitor: string) =>
    fit(
      model,
      { x, y },
      {
        loss: meanSquaredError(),
        optimizer: sgd(model.parameters(), { lr: 1e-30 }),
        epochs: 5,
        metrics: { each: r2Score({ average: "none" }), largestError },
        callbacks: [earlyStopping({ patience: 1, monitor })],
      },
    );
  expect(() => run("each")).toThrow("earlyStopping: each must be a number, got Array of length 1");
  expect(run("largestError").metrics.largestError).toEqual([10, 10]); // no better: patience 1
});

test("accounts of two evaluations at a time do not meet", () => {
  const r2 = r2Score();
  const [one, other] = [r2.start!(), r2.start!()];
  one.add(tensor([[1], [2]]), [1, 2]);
  other.add(tensor([[1], [2]]), [2, 1]);
  expect([one.value(), other.value()]).toEqual([1, -3]);
});

describe("what a metric gives has its type", () => {
  test("in evaluations and histories", () => {
    const model = sequential([dense(2)], { input: 2 });
    const data = { x: tensor({ shape: [4, 2] }), y: [0, 1, 0, 1] };
    const metrics = {
      confusion: confusionMatrix(),
      precision: precision(),
      each: precision({ average: "none" }),
      own: (outputs: Tensor) => ({ samples: outputs.shape[0]! }),
    };
    const loss = softmaxCrossEntropy();
    const result = evaluate(model, data, { loss, metrics });
    expectTypeOf(result.metrics).toEqualTypeOf<{
      readonly confusion: readonly (readonly number[])[];
      readonly precision: number;
      readonly each: readonly number[];
      readonly own: { samples: number };
    }>();
    expect(result.metrics.own).toEqual({ samples: 4 });
    const optimizer = sgd(model.parameters(), { lr: 0.1 });
    const history = fit(model, data, { loss, optimizer, epochs: 1, metrics, validation: data });
    expectTypeOf(history.metrics.each).toEqualTypeOf<readonly (readonly number[])[]>();
    expectTypeOf(history.validation!.metrics.precision).toEqualTypeOf<readonly number[]>();
    expect(history.metrics.own).toEqual([{ samples: 4 }]);
  });

  test("and a metric of one's own", () => {
    const counted = metric(() => {
      let samples = 0;
      return {
        add: (outputs) => {
          samples += outputs.shape[0]!;
        },
        value: () => ({ samples }),
      };
    });
    expectTypeOf(counted).toExtend<Metric<{ samples: number }>>();
    expectTypeOf(counted.start()).toEqualTypeOf<Account<{ samples: number }>>();
    expect(counted(x, y)).toEqual({ samples: 5 });
    // @ts-expect-error: a metric needs its value
    metric(() => ({ add: () => {} }));
  });
});

test.each<[string, unknown]>([
  ["got undefined", () => undefined],
  ['got "1"', () => "1"],
  ["got Object", () => Promise.resolve(1)],
])("what is neither a number nor a thing is refused: %s", (message, bad) => {
  const run = () => evaluate(identity(), { x, y }, { loss: meanSquaredError(), metrics: { bad: bad as never } });
  expect(run).toThrow(TypeError);
  expect(run).toThrow("metrics.bad: what it returns must be a number, or an object of them, got");
  if (!message.includes("Object")) expect(run).toThrow(message);
});
