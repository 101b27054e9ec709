import { clip, ema, lookahead, sam, scheduleFreeAdamw, sgd } from "@downhill/catalog";
import type { Plugin } from "@downhill/plugin";
import { describe, expect, test } from "vitest";
import { adam, descent } from "../../test/saved.ts";
import { stream } from "../../test/stream.ts";
import {
  batchNorm,
  constant,
  dense,
  dropout,
  type FindRateOptions,
  findRate,
  type Loss,
  meanSquaredError,
  numpyRandom,
  type Random,
  type RatedStepper,
  relu,
  sequential,
  softmaxCrossEntropy,
  tensor,
} from "../index.ts";

const numbers = stream(1);
const x = tensor(
  Array.from({ length: 60 }, () => numbers.normal()),
  [20, 3],
);
const data = { x, y: Uint8Array.from({ length: 20 }, (_, i) => Number(x.data[3 * i]! > 0)) };

/** A model of one number w, whose loss is w²: a step of the rate r makes it w·(1 - 2r). */
const square = () => ({
  model: sequential([dense(1, { bias: false, weightInit: constant(2) })], { input: 1 }),
  data: { x: tensor([1], [1, 1]), y: [0] },
  loss: meanSquaredError(),
});
type Rest = Partial<FindRateOptions<RatedStepper, Loss>>;

describe("findRate", () => {
  test("is Lightning's sweep: rates, smoothed losses, where it ends, and what it suggests", () => {
    const { model, data, loss } = square();
    const optimizer = descent(model.parameters(), { lr: 0.5 });
    const { rates, losses, smoothed, suggestion } = findRate(model, data, { loss, optimizer, least: 1e-4 });
    // By NumPy, in float64, as `lightning.pytorch.tuner.lr_finder` computes them.
    expect([rates.length, losses.length, smoothed.length]).toEqual([98, 98, 98]);
    expect([rates[0], rates[50]]).toEqual([1e-4, expect.closeTo(0.03351602650938843, 12)]);
    expect(losses[50]! / 1.3294850158571971).toBeCloseTo(1, 5);
    expect(smoothed[50]! / 3.205536980308469).toBeCloseTo(1, 5);
    expect(smoothed[97]! / 317.386892133106).toBeCloseTo(1, 5);
    expect(suggestion).toBeCloseTo(0.07564633275546293, 10);
  });

  test("without smoothing, the losses as they are; evenly in the rate's logarithm from the least to the most", () => {
    const { model, data, loss } = square();
    const optimizer = descent(model.parameters(), { lr: 0.5 });
    const options = { loss, optimizer, least: 0.01, most: 0.16, steps: 5, smoothing: 0, stopAt: Infinity };
    const { rates, losses, smoothed, suggestion } = findRate(model, data, options);
    for (const [i, rate] of [0.01, 0.02, 0.04, 0.08, 0.16].entries()) expect(rates[i]).toBeCloseTo(rate, 12);
    let w = 2;
    for (const [i, rate] of rates.entries()) {
      expect(losses[i]).toBeCloseTo(w * w, 5);
      w *= 1 - 2 * rate;
    }
    expect(smoothed).toEqual(losses);
    expect(suggestion).toBeUndefined();
  });

  test("ends where losses or gradients are no longer finite", () => {
    const { model, data, loss } = square();
    for (const nonFinite of ["throw", "apply", "skip"] as const) {
      const optimizer = descent(model.parameters(), {}, { nonFinite });
      const options = { loss, optimizer, least: 1e3, most: 1e12, steps: 50, stopAt: Infinity };
      const { rates, losses } = findRate(model, data, options);
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(rates).toHaveLength(losses.length);
      expect(losses.length).toBeLessThan(20);
      expect(model.state()["dense0.weight"]![0]).toBe(2);
    }
  });

  test("suggests nothing where the loss does not fall", () => {
    const { model, data, loss } = square();
    model.parameters()["dense0.weight"]!.value[0] = 0;
    const optimizer = descent(model.parameters());
    expect(findRate(model, data, { loss, optimizer }).suggestion).toBeUndefined();
  });

  test("groups that override the rate keep their share of it", () => {
    const { model, data, loss } = square();
    const optimizer = descent(model.parameters(), { lr: 0.1 }, { groups: [{ match: /weight/, hyper: { lr: 0.05 } }] });
    const halved = { least: 0.02, most: 0.2, steps: 4, smoothing: 0, stopAt: Infinity };
    const { losses } = findRate(model, data, { loss, optimizer, ...halved });
    const plain = descent(model.parameters(), { lr: 0.1 });
    const half = findRate(model, data, { loss, optimizer: plain, ...halved, least: 0.01, most: 0.1 });
    expect(losses).toEqual(half.losses);
    expect([optimizer.hyper.lr, optimizer.groups[0]!.hyper.lr]).toEqual([0.1, 0.05]);
  });
});

const streams: [string, () => Random][] = [
  ["with a state", () => numpyRandom(5)],
  ["without one", () => stream(5)],
];
const plugins: [string, Plugin][] = [adam, sam(sgd), ema(adam), lookahead(clip(sgd)), scheduleFreeAdamw].map(
  (plugin) => [plugin.name, plugin as unknown as Plugin],
);

describe.each(streams)("model and optimizer are as before, to the bit: a stream %s", (_, draw) => {
  test.each(plugins)("%s", (_, plugin) => {
    const run = (finds: boolean) => {
      const random = draw();
      const model = sequential([dense(6), batchNorm(), relu(), dropout(0.3), dense(2)], { input: 3, random });
      const optimizer = plugin(
        model.parameters(),
        { lr: (t: number) => 0.1 / (t + 1) },
        {
          groups: [
            { match: /bias/, hyper: { lr: 0.01 } },
            { match: /scale/, hyper: { lr: (t) => 0.01 / (t + 1) } },
          ],
        },
      );
      const loss = softmaxCrossEntropy();
      const evaluate = () => {
        const value = loss.forward(model.forward(x), data.y);
        model.backward(loss.backward());
        return value;
      };
      for (let i = 0; i < 3; i++) optimizer.step(evaluate);
      const sweeps = [{}, { batchSize: 8 }, { batchSize: 4, accumulate: 2, shuffle: 3, clip: { norm: 1 } }];
      const options: Rest = { steps: 12, stopAt: Infinity };
      const found = finds ? sweeps.map((rest) => findRate(model, data, { loss, optimizer, ...options, ...rest })) : [];
      const grads = Object.values(model.parameters()).map(({ grad }) => grad.slice());
      const before = structuredClone({ weights: model.state(), state: optimizer.state(), grads });
      const lr = [optimizer.hyper.lr, ...optimizer.groups.map(({ hyper }) => hyper.lr)];
      for (let i = 0; i < 3; i++) optimizer.step(evaluate);
      return { before, lr, weights: model.state(), state: optimizer.state(), next: random.uniform(), found };
    };
    const { found, ...after } = run(true);
    const { found: none, ...expected } = run(false);
    expect(after).toEqual(expected);
    expect(found.map(({ losses }) => losses.length)).toEqual([12, 12, 12]);
    expect(none).toEqual([]);
  });
});

test("where a layer or a metric throws, they are as before as well", () => {
  const { model, data, loss } = square();
  const optimizer = descent(model.parameters(), { lr: 0.5 });
  const before = structuredClone({ weights: model.state(), state: optimizer.state() });
  let calls = 0;
  const broken: Loss = {
    ...loss,
    name: "broken",
    backward() {
      if (++calls === 3) throw new Error("no gradient");
      return loss.backward();
    },
  };
  expect(() => findRate(model, data, { loss: broken, optimizer })).toThrow("no gradient");
  expect({ weights: model.state(), state: optimizer.state() }).toEqual(before);
});

test.each<[Rest, string]>([
  [{ least: 0 }, "findRate: least must be a finite number > 0, got 0"],
  [{ least: 1, most: 1 }, "findRate: most must be a finite number > least, 1, got 1"],
  [{ steps: 1 }, "findRate: steps must be at least 2, got 1"],
  [{ smoothing: 1 }, "findRate: smoothing must be in [0, 1), got 1"],
  [{ stopAt: 1 }, "findRate: stopAt must be a number > 1, got 1"],
  [{ shuffle: stream(1) as never }, "findRate: shuffle must be a seed, false, or a function of the epoch, got Object"],
  [{ optimizer: { step() {} } as never }, "findRate: optimizer must be one with hyper.lr, got Object"],
  [{ epochs: 3 } as never, 'findRate: unknown option "epochs"'],
])("refuses %j", (rest, message) => {
  const { model, data, loss } = square();
  const optimizer = descent(model.parameters());
  expect(() => findRate(model, data, { loss, optimizer, ...rest })).toThrow(message);
});
