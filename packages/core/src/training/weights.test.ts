import { adam, clip, ema, lookahead, sgd } from "@downhill/catalog";
import type { Optimizer, Plugin } from "@downhill/plugin";
import { expect, test } from "vitest";
import {
  dense,
  evaluate,
  fit,
  type Model,
  numpyRandom,
  relu,
  sequential,
  softmaxCrossEntropy,
  tensor,
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
        if (!bad && optimizer.t === 6) values ??= model.state();
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
