import { modelwise, rate } from "@downhill/plugin";
import { describe, expect, test } from "vitest";
import { stream } from "../../test/stream.ts";
import {
  batchNorm,
  dense,
  dropout,
  type FitOptions,
  fit,
  type Layer,
  type Loss,
  type Model,
  numpyRandom,
  type Random,
  relu,
  residual,
  sequential,
  softmaxCrossEntropy,
  tensor,
} from "../index.ts";

/** Adds a normal to each number, and keeps a running mean that training itself reads: y = x + draw + mean. */
const drifting = (): Layer => ({
  name: "drifting",
  outputShape: (shape) => shape,
  buffers: () => ({ mean: { shape: [1], initialize: () => {} } }),
  forward({ x, y, buffers: { mean }, random, training }) {
    for (let i = 0; i < y.length; i++) y[i] = x[i]! + (training ? random.normal() : 0) + mean!.value[0]!;
    if (training) mean!.value[0]! += 0.1;
  },
  backward: ({ dx, dy }) => dx?.set(dy),
});

const inner = (random: Random) => sequential([dense(4), dropout(0.4)], { input: 4, random });
const models: [string, (random: Random) => Model][] = [
  ["dropout and batchNorm", (random) => chain([dense(4), batchNorm(), relu(), dropout(0.5), dense(2)], random)],
  ["noise and a buffer that training reads", (random) => chain([dense(4), drifting(), dense(2)], random)],
  ["a residual", (random) => chain([residual([dense(3), dropout(0.5), batchNorm()]), dense(2)], random)],
  [
    "a model with a stream of its own",
    (random) => chain([dense(4), inner(numpyRandom(8)), dropout(0.5), dense(2)], random),
  ],
  ["a model with the same stream", (random) => chain([dense(4), inner(random), dropout(0.5), dense(2)], random)],
  ["nothing that draws", (random) => chain([dense(4), relu(), dense(2)], random)],
];
const streams: [string, () => Random][] = [
  ["with a state", () => numpyRandom(0)],
  ["without one", () => stream(5)],
];
const chain = (layers: readonly (Layer | Model)[], random: Random) => sequential(layers, { input: 3, random });

/** A step that evaluates so many times; the weights do not move. */
function steps(make: (random: Random) => Model, random: Random, times: number, rest: Partial<FitOptions> = {}) {
  const gradients: number[][] = [];
  const losses: number[] = [];
  const again = modelwise({
    name: "again",
    doc: "Evaluates again.",
    paper: "",
    reference: "",
    hyper: { lr: rate(0.1, "step size") },
    evaluations: times,
    step(tensors, _, __, { evaluate }) {
      const all = () => tensors.flatMap(({ g }) => [...g]);
      gradients.push(all());
      for (let i = 0; i < times; i++) {
        losses.push(evaluate!());
        gradients.push(all());
      }
    },
  });
  const model = make(random);
  const x = tensor(
    Array.from({ length: 18 }, (_, i) => Math.sin(i * 3)),
    [6, 3],
  );
  const seen: number[] = [];
  fit(
    model,
    { x, y: [0, 1, 0, 1, 0, 1] },
    {
      loss: softmaxCrossEntropy(),
      optimizer: again(model.parameters()),
      epochs: 3,
      onBatch: ({ loss }) => seen.push(loss),
      ...rest,
    },
  );
  const buffers = Object.values(model.buffers()).map(({ value }) => [...value]);
  const ahead = Array.from({ length: 9 }, () => [random.uniform(), random.normal()]);
  return { gradients, losses, seen, buffers, ahead };
}

describe.each(streams)("several evaluations in one step are of one function: a stream %s", (_, draw) => {
  test.each(models)("%s", (_, make) => {
    const cases: Partial<FitOptions>[] = [
      {},
      { batchSize: 2 },
      { batchSize: 2, accumulate: 2 },
      { clip: { norm: 0.1 } },
    ];
    for (const rest of cases) {
      const [none, two] = [steps(make, draw(), 0, rest), steps(make, draw(), 2, rest)];
      expect(two.seen).toEqual(none.seen);
      for (const [step, gradient] of none.gradients.entries()) {
        const own = two.gradients.slice(3 * step, 3 * step + 3);
        expect(own).toEqual([gradient, gradient, gradient]);
        expect(two.losses.slice(2 * step, 2 * step + 2)).toEqual([two.seen[step], two.seen[step]]);
      }
      expect(two.buffers).toEqual(none.buffers);
      expect(two.ahead).toEqual(none.ahead);
    }
  });
});

test("the running mean moves once a step, whatever the number of evaluations", () => {
  const [, make] = models[0]!;
  // Computed apart, for the first step.
  for (const times of [0, 1, 2]) {
    const [mean] = steps(make, numpyRandom(0), times, { epochs: 1 }).buffers;
    expect(mean![0]).toBeCloseTo(0.0022067, 7);
  }
});

test("from the second step on draws differ", () => {
  const { seen } = steps(models[0]![1], numpyRandom(0), 1);
  expect(new Set(seen).size).toBe(3);
});

test("where an evaluation throws, streams and buffers are as before the step", () => {
  const [, make] = models[0]!;
  const random = numpyRandom(0);
  const model = make(random);
  const x = tensor({ shape: [6, 3] });
  let broken = false;
  const inner = softmaxCrossEntropy();
  const loss: Loss = {
    name: "own",
    forward(...args) {
      if (broken) throw new Error("no loss");
      return inner.forward(...args);
    },
    backward: inner.backward,
  };
  const all = () => {
    const buffers = Object.values(model.buffers()).map(({ value }) => [...value]);
    return { place: random.state(), buffers };
  };
  const before = all();
  const optimizer = {
    step(evaluate?: () => number) {
      expect(all()).not.toEqual(before);
      broken = true;
      evaluate!();
    },
  };
  expect(() => fit(model, { x, y: [0, 1, 0, 1, 0, 1] }, { loss, optimizer, epochs: 1 })).toThrow("no loss");
  expect(all()).toEqual(before);
});
