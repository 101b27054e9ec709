import { sgd } from "@downhill/catalog";
import { describe, expect, test } from "vitest";
import golden from "../../golden/scaling.json" with { type: "json" };
import {
  checkGradients,
  dense,
  evaluate,
  fit,
  flatten,
  type Layer,
  load,
  meanSquaredError,
  minMaxScale,
  predict,
  save,
  sequential,
  standardize,
  tensor,
} from "../index.ts";

const [train, rest] = [tensor(golden.train), tensor(golden.test)];
const layers: ["standardize" | "minMaxScale" | "minMaxScale [-1, 1]", (x?: typeof train) => Layer][] = [
  ["standardize", (x) => standardize(x) as Layer],
  ["minMaxScale", (x) => minMaxScale(x) as Layer],
  ["minMaxScale [-1, 1]", (x) => minMaxScale(x, { range: [-1, 1] }) as Layer],
];

/** Within what float32's statistics and results round. */
function close(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) {
    expect(Math.abs(actual[i]! - value), `${i}: ${actual[i]}, ${value}`).toBeLessThan(
      2e-5 * Math.max(1, Math.abs(value)),
    );
  }
}

describe.each(layers)("%s", (name, make) => {
  test("is scikit-learn's, of the training data and of others", () => {
    const model = sequential([make(train)], { input: 4 });
    close(predict(model, train).data, golden[name].train.flat());
    close(predict(model, rest).data, golden[name].test.flat());
    // In training as well.
    close(model.forward(train).data, golden[name].train.flat());
  });

  test("has the gradient of what it does", () => {
    const { passed } = checkGradients(
      make(
        tensor([
          [1, 5, 3, 0],
          [-1, 5, 8, 2],
        ]),
      ),
      { input: 4, precision: "float64" },
    );
    expect(passed).toBe(true);
  });

  test("is loaded with the weights: a model without the data predicts raw samples to the bit", () => {
    const build = (x?: typeof train) => sequential([make(x), dense(3)], { input: 4, seed: x ? 1 : 2 });
    const model = build(train);
    const loaded = build();
    expect(predict(loaded, rest).data).not.toEqual(predict(model, rest).data);
    load(loaded, save(model));
    expect(predict(loaded, rest).data).toEqual(predict(model, rest).data);
    expect(Object.keys(model.buffers())).toEqual(Object.keys(loaded.buffers()));
  });

  test("without data leaves samples as they are", () => {
    close(predict(sequential([make()], { input: 4 }), rest).data, [...rest.data]);
  });

  test("refuses an input of another shape, and what cannot be scaled", () => {
    const kind = name.split(" ")[0];
    expect(() => sequential([make(train)], { input: 3 })).toThrow(
      `${kind}: it was given samples of shape [4], the input is [3]`,
    );
    expect(() =>
      make(
        tensor([
          [1, 2],
          [3, Number.NaN],
        ]),
      ),
    ).toThrow(`${kind}: x[3] is NaN, of sample 1`);
    expect(() => make(tensor({ shape: [0, 2] }))).toThrow(`${kind}: the batch is empty`);
    expect(() => make([[1]] as never)).toThrow(`${kind}: x must be a tensor`);
  });
});

test("images are standardised channel by channel", () => {
  const images = tensor(golden.images, [6, 2, 3, 3]);
  const model = sequential([standardize(images)], { input: [2, 3, 3] });
  close(predict(model, images).data, golden.standardizedImages);
  expect(model.state()["standardize0.mean"]).toHaveLength(2);
  const { passed } = checkGradients(standardize(images), { input: [2, 3, 3], precision: "float64" });
  expect(passed).toBe(true);
});

test("a column that does not vary becomes 0, whatever its number and how many of them", () => {
  for (const value of [0, 0.1, 1 / 3, 1e30, -7e-40]) {
    const x = tensor(new Array<number>(1001).fill(value), [1001, 1]);
    const model = sequential([standardize(x)], { input: 1 });
    expect(new Set(predict(model, x).data)).toEqual(new Set([0]));
    expect(predict(model, tensor([[Math.fround(value) + 1]])).data[0]).toBe(
      Math.fround(Math.fround(Math.fround(value) + 1) - Math.fround(value)),
    );
    expect(new Set(predict(sequential([minMaxScale(x)], { input: 1 }), x).data)).toEqual(new Set([0]));
  }
});

test("the least and the largest number are the ends of the range to the bit", () => {
  const x = tensor([[0.1], [0.7], [0.3]]);
  expect([...predict(sequential([minMaxScale(x)], { input: 1 }), x).data.subarray(0, 2)]).toEqual([0, 1]);
  const to = minMaxScale(x, { range: [-3, 5] });
  expect([...predict(sequential([to], { input: 1 }), x).data.subarray(0, 2)]).toEqual([-3, 5]);
});

test("a model with one trains on raw data, and training moves none of its statistics", () => {
  // A plane over a year and a length, which as they are do not train at this rate.
  const y = golden.train.map(([year, length]) => (year! - 2000) / 10 - length!);
  const run = (first: Layer) => {
    const model = sequential([first, dense(1)], { input: 4, seed: 1 });
    const before = { ...model.state() };
    const optimizer = sgd(model.parameters(), { lr: 0.1 });
    try {
      fit(model, { x: train, y }, { loss: meanSquaredError(), optimizer, epochs: 200 });
    } catch {
      return [Number.NaN, before, model.state()] as const; // it diverges
    }
    return [evaluate(model, { x: train, y }, { loss: meanSquaredError() }).loss, before, model.state()] as const;
  };
  const [loss, before, after] = run(standardize(train) as Layer);
  expect(loss).toBeLessThan(1e-6);
  for (const name of ["standardize0.mean", "standardize0.deviation"]) expect(after[name]).toEqual(before[name]);
  expect(run(flatten() as Layer)[0]).toBeNaN();
});

test.each<[string, unknown]>([
  ["minMaxScale: range must be two numbers, [low, high], got ", [1]],
  ["minMaxScale: range must be from a number to a larger one, got [1, 1]", [1, 1]],
  ["minMaxScale: range[1] must be a finite number, got NaN", [0, Number.NaN]],
])("%s", (message, range) => {
  expect(() => minMaxScale(train, { range: range as [number, number] })).toThrow(message);
});
