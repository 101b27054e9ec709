import { adagrad, adam, sgd } from "@downhill/catalog";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { beforeAll, describe, expect, test } from "vitest";
import { toTfjs } from "./index.ts";

/** A matrix and a vector, and a function of both with a minimum. */
function variables() {
  const [a, b] = [tf.variable(tf.tensor2d([1, -2, 0.5, 3, -0.1, 2], [2, 3])), tf.variable(tf.tensor1d([0.3, -1, 2]))];
  const f = () =>
    a
      .square()
      .mul([[1, 3, 0.2]])
      .sum()
      .add(b.sub(0.5).pow(4).sum())
      .add(a.sum(0).mul(b).sum())
      .asScalar();
  return { all: [a, b], f };
}

/** All numbers after each of 20 steps. */
function path(optimizer: tf.Optimizer): number[][] {
  const { all, f } = variables();
  const steps = Array.from({ length: 20 }, () => {
    optimizer.minimize(f, false, all);
    return all.flatMap((each) => [...each.dataSync()]);
  });
  optimizer.dispose();
  tf.dispose(all);
  return steps;
}

describe.each(["cpu", "wasm"])("on the %s backend", (backend) => {
  beforeAll(async () => {
    if (!(await tf.setBackend(backend))) throw new Error(`there is no ${backend} backend`);
    await tf.ready();
    expect(tf.getBackend()).toBe(backend);
  });

  // Theirs keeps β₂ᵗ in float32, so that 1 - β₂ᵗ is off by up to 3e-5 of itself in the first steps, and each step by half of it.
  const cancelled = 2e-5;

  test.each<[string, () => tf.Optimizer, () => tf.Optimizer, tolerance?: number]>([
    [
      "Adam",
      () => tf.train.adam(0.1),
      () => toTfjs(adam, { lr: 0.1, eps: tf.backend().epsilon(), explicitMoments: true }),
      cancelled,
    ],
    [
      "Adam with decays of its own",
      () => tf.train.adam(0.05, 0.8, 0.95, 1e-3),
      () => toTfjs(adam, { lr: 0.05, beta1: 0.8, beta2: 0.95, eps: 1e-3 }),
    ],
    ["SGD", () => tf.train.sgd(0.02), () => toTfjs(sgd, { lr: 0.02 })],
    ["SGD with momentum", () => tf.train.momentum(0.02, 0.9), () => toTfjs(sgd, { lr: 0.02, momentum: 0.9 })],
    [
      "Nesterov's",
      () => tf.train.momentum(0.02, 0.9, true),
      () => toTfjs(sgd, { lr: 0.02, momentum: 0.9, nesterov: true }),
    ],
    // Its ε is within the root.
    [
      "Adagrad",
      () => tf.train.adagrad(0.3),
      () => toTfjs(adagrad, { lr: 0.3, initialAccumulatorValue: 0.1 + tf.backend().epsilon(), eps: 0 }),
    ],
  ])("20 steps are those of TensorFlow.js' %s", (_, theirs, ours, tolerance = 2e-6) => {
    const [expected, found] = [path(theirs()), path(ours())];
    expect(found[19]).not.toEqual(found[0]);
    const wrong = expected.flatMap((numbers, t) =>
      numbers.flatMap((x, i) => {
        const own = found[t]![i]!;
        const same = Math.abs(own - x) <= tolerance * Math.max(1, Math.abs(x));
        return same ? [] : [`step ${t + 1}, number ${i}: ${own}, not ${x}`];
      }),
    );
    expect(wrong).toEqual([]);
  });
});
