import {
  dense,
  dropout,
  fit,
  type Model,
  numpyRandom,
  relu,
  type Stepper,
  sequential,
  softmaxCrossEntropy,
} from "@downhill/core";
import { describe, expect, test } from "vitest";
import { spiral } from "./spiral.ts";

describe("a stream that is stored", () => {
  test.each([0, 1, 2, 623, 624, 1000, 1247])("after %i draws goes on in another", (draws) => {
    const random = numpyRandom(3);
    for (let i = 0; i < draws; i++) i % 3 === 0 ? random.normal() : random.uniform();
    const stored = structuredClone(random.state());
    const other = numpyRandom(99);
    other.normal();
    other.load(stored);
    const draw = ({ normal, uniform }: typeof random) =>
      Array.from({ length: 700 }, (_, i) => (i % 5 === 0 ? uniform() : normal()));
    expect(draw(other)).toEqual(draw(random));
    // What was stored is a copy.
    random.load(stored);
    other.load(stored);
    expect(draw(random)).toEqual(draw(other));
  });

  test("is NumPy's get_state, as NumPy 2.4 gives it: at seed 0 and after three normals", () => {
    const random = numpyRandom(0);
    expect([random.state().position, random.state().key[0], random.state().key[623]]).toEqual([624, 0, 1796872496]);
    for (let i = 0; i < 3; i++) random.normal();
    const { key, position, spare } = random.state();
    expect([key[0], key[623], position, spare]).toEqual([2443250962, 1678096082, 8, 2.240893199201458]);
  });

  const words = "numpyRandom: key must be 624 whole numbers from 0 to 4294967295, not all of them 0";
  test.each<[string, object, string]>([
    ["too few words", { key: [1, 2, 3] }, words],
    ["zeros", { key: Array.from({ length: 624 }, () => 0) }, words],
    ["fractions", { key: Array.from({ length: 624 }, () => 0.5) }, words],
    ["no words", { key: undefined }, words],
    ["a position", { position: 625 }, "numpyRandom: position must be a whole number from 0 to 624, got 625"],
    ["no position", { position: undefined }, "position must be a whole number from 0 to 624, got undefined"],
    ["a spare", { spare: Number.NaN }, "numpyRandom: spare must be a finite number or undefined, got NaN"],
  ])("that is none, by its %s, is refused", (_, wrong, message) => {
    const [random, same] = [numpyRandom(1), numpyRandom(1)];
    expect(() => random.load({ ...random.state(), ...wrong })).toThrow(RangeError);
    expect(() => random.load({ ...random.state(), ...wrong })).toThrow(message);
    expect(random.normal()).toBe(same.normal());
  });
});

/** Plain gradient descent, which has no state of its own. */
function descent(model: Model): Stepper {
  return {
    step() {
      for (const { value, grad } of Object.values(model.parameters())) {
        for (let i = 0; i < value.length; i++) value[i]! -= 0.3 * grad[i]!;
      }
    },
  };
}

test("a training with dropout and shuffles resumes to the bit in a fresh model with fresh streams", () => {
  const data = spiral({ samplesPerClass: 20, classes: 3, random: numpyRandom(5) });
  const begin = (seed: number) => {
    const [own, shuffle] = [numpyRandom(seed), numpyRandom(seed + 1)];
    const model = sequential([dense(16), dropout(0.3), relu(), dense(3)], { input: 2, random: own });
    const streams = { own, shuffle };
    const options = { loss: softmaxCrossEntropy(), optimizer: descent(model), batchSize: 7, shuffle };
    return { model, streams, options };
  };
  const whole = begin(0);
  const { loss } = fit(whole.model, data, { ...whole.options, epochs: 6 });

  const first = begin(0);
  const early = fit(first.model, data, { ...first.options, epochs: 2 });
  const { own, shuffle } = first.streams;
  const stored = structuredClone({ weights: first.model.state(), own: own.state(), shuffle: shuffle.state() });

  const second = begin(10);
  second.model.load(stored.weights);
  second.streams.own.load(stored.own);
  second.streams.shuffle.load(stored.shuffle);
  const late = fit(second.model, data, { ...second.options, epochs: 4, from: 2 });
  expect([...early.loss, ...late.loss]).toEqual(loss);
  expect(second.model.state()).toEqual(whole.model.state());
});
