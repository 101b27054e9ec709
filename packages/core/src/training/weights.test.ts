import { adam, clip, ema, lookahead, scheduleFreeSgd, sgd, swa } from "@downhill/catalog";
import type { Optimizer, Plugin } from "@downhill/plugin";
import { describe, expect, test } from "vitest";
import {
  batchNorm,
  dense,
  earlyStopping,
  evaluate,
  fit,
  type Model,
  numpyRandom,
  recalibrate,
  relu,
  sequential,
  softmaxCrossEntropy,
  tensor,
  training,
} from "../index.ts";

const loss = softmaxCrossEntropy();
const random = numpyRandom(3);
const samples = (count: number) => ({
  x: tensor(
    Float32Array.from({ length: 2 * count }, () => random.normal()),
    [count, 2],
  ),
  y: Array.from({ length: count }, (_, i) => i % 3),
});
const data = samples(12);
const validation = samples(9);

const network = (): Model => sequential([dense(5), relu(), dense(3)], { input: 2, random: numpyRandom(1) });

function trained(plugin: Plugin, hyper = {}, validated = true) {
  const model = network();
  const optimizer = plugin(model.parameters(), { lr: 0.3, ...hyper });
  const seen: { loss: number | undefined; expected: number }[] = [];
  const history = fit(model, data, {
    loss,
    optimizer,
    epochs: 5,
    batchSize: 4,
    validation: validated ? validation : undefined,
    onEpoch: ({ validation: result }) => {
      seen.push({ loss: result?.loss, expected: lossAt(optimizer) });
    },
  });
  return { weights: model.state(), seen, history, state: optimizer.state() };
}

/** The loss of a model of its own that has the optimizer's weights to evaluate with. */
function lossAt(optimizer: Optimizer): number {
  const other = network();
  for (const [name, weights] of Object.entries(optimizer.weights())) other.parameters()[name]!.value.set(weights);
  return evaluate(other, validation, { loss, batchSize: 4 }).loss;
}

const plugins: readonly Plugin[] = [ema(adam), lookahead(sgd), lookahead(ema(clip(sgd)))];

test.each(plugins.map((plugin) => [plugin.name, plugin] as const))(
  "validates %s with its weights(), and trains as if it had not, to the bit",
  (_, plugin) => {
    const { seen, weights, history, state } = trained(plugin);
    expect(seen.map(({ loss }) => loss)).toEqual(seen.map(({ expected }) => expected));
    const without = trained(plugin, {}, false);
    expect(weights).toEqual(without.weights);
    expect(state).toEqual(without.state);
    expect(history.loss).toEqual(without.history.loss);
  },
);

test("the weights that are trained are others, so that the one above tells", () => {
  const averaged = trained(ema(sgd) as Plugin, { decay: 0.9 });
  const plain = trained(sgd as Plugin);
  expect(averaged.weights).toEqual(plain.weights);
  expect(averaged.seen.map(({ loss }) => loss)).not.toEqual(plain.seen.map(({ loss }) => loss));
});

test("the model has its own weights back where validation throws", () => {
  const run = (bad: boolean) => {
    const model = network();
    const optimizer = ema(sgd)(model.parameters(), { lr: 0.3 });
    let values: Record<string, Float32Array> | undefined;
    const metrics = {
      fails: () => {
        if (bad && optimizer.t === 6) throw new Error("metric");
        if (!bad && optimizer.t === 6) values ??= model.state(); // the validation's, which comes first
        return 0;
      },
    };
    const options = { loss, optimizer, epochs: 2, batchSize: 4, validation, metrics };
    if (bad) expect(() => fit(model, data, options)).toThrow("metric");
    else fit(model, data, options);
    return [model.state(), values] as const;
  };
  const [after, during] = run(false);
  expect(run(true)[0]).toEqual(after);
  expect(during).not.toEqual(after); // metrics see the average
});

test("a parameter that the optimizer does not hold is not swapped", () => {
  const model = network();
  const { "dense0.weight": held } = model.parameters();
  const optimizer = ema(sgd)({ renamed: held! }, { lr: 0.3 });
  const { validation: results } = fit(model, data, { loss, optimizer, epochs: 3, validation });
  const other = network();
  other.parameters()["dense0.weight"]!.value.set(optimizer.weights().renamed!);
  expect(results?.loss.at(-1)).toBe(evaluate(other, validation, { loss }).loss);
});

test("an optimizer that tells no weights is evaluated with the model's", () => {
  const model = network();
  const optimizer = sgd(model.parameters(), { lr: 0.3 });
  const step = optimizer.step.bind(optimizer);
  const { validation: results } = fit(model, data, { loss, optimizer: { step }, epochs: 2, validation });
  expect(results?.loss.at(-1)).toBe(evaluate(model, validation, { loss }).loss);
});

describe("a model with running statistics", () => {
  const normalised = () =>
    sequential([dense(5), batchNorm(), relu(), dense(4), batchNorm(), relu(), dense(3)], {
      input: 2,
      random: numpyRandom(1),
    });
  const averaging: readonly [Plugin, object][] = [
    [ema(adam), { lr: 0.05, decay: 0.9 }],
    [swa(sgd), { lr: 0.3, swaStart: 3 }],
    [scheduleFreeSgd, { lr: 0.3 }],
    [lookahead(sgd), { lr: 0.3 }],
  ];
  const cases = averaging.map(([plugin, hyper]) => [plugin.name, plugin, hyper] as const);
  /** By hand: another model with the weights to evaluate with, and the statistics that they have on the training data. */
  const byHand = (optimizer: Optimizer, batchSize: number) => {
    const model = normalised();
    model.load(optimizer.weights(), { missing: "keep" });
    recalibrate(model, data, { batchSize });
    return model;
  };

  test.each(cases)(
    "%s: is validated with those of its weights(), and training goes on as if it had not been",
    (_, plugin, hyper) => {
      const run = (validated: boolean) => {
        const model = normalised();
        const optimizer = plugin(model.parameters(), hyper);
        const losses: [number, number][] = [];
        const states: unknown[] = [];
        const history = fit(model, data, {
          loss,
          optimizer,
          epochs: 6,
          batchSize: 4,
          validation: validated ? validation : undefined,
          onEpoch({ validation: result, evaluated }) {
            if (!result) return;
            const other = byHand(optimizer, 4);
            losses.push([result.loss, evaluate(other, validation, { loss, batchSize: 4 }).loss]);
            states.push([evaluated(), other.state()]);
          },
        });
        return { losses, states, history, weights: model.state(), state: optimizer.state() };
      };
      const { losses, states, ...rest } = run(true);
      for (const [seen, expected] of losses) expect(seen).toBe(expected);
      for (const [seen, expected] of states as [object, object][]) expect(seen).toEqual(expected);
      const without = run(false);
      expect(rest.weights).toEqual(without.weights);
      expect(rest.state).toEqual(without.state);
      expect(rest.history.loss).toEqual(without.history.loss);
    },
  );

  test("whose weights are those that are trained is validated as it is", () => {
    const model = normalised();
    const optimizer = sgd(model.parameters(), { lr: 0.3 });
    const { validation: results } = fit(model, data, { loss, optimizer, epochs: 3, validation });
    expect(results?.loss.at(-1)).toBe(evaluate(model, validation, { loss }).loss);
  });

  test.each(cases)("%s: restoreBest gives it what the best number is of", (_, plugin, hyper) => {
    const model = normalised();
    const optimizer = plugin(model.parameters(), hyper);
    const stop = earlyStopping({ patience: 99, restoreBest: true });
    const { validation: results } = fit(model, data, {
      ...{ loss, optimizer, epochs: 12, batchSize: 4, validation, callbacks: [stop] },
    });
    expect(stop.best!.value).toBe(Math.min(...results!.loss));
    expect(evaluate(model, validation, { loss, batchSize: 4 }).loss).toBe(stop.best!.value);
  });

  test("what was evaluated cannot be had once the training has gone on", () => {
    const model = normalised();
    const optimizer = sgd(model.parameters(), { lr: 0.3 });
    const epochs = [...training(model, data, { loss, optimizer, epochs: 2 })];
    expect(epochs[1]!.evaluated()).toEqual(model.state());
    expect(() => epochs[0]!.evaluated()).toThrow("evaluated: the training has gone on since epoch 0");
  });
});
