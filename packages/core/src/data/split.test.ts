import { describe, expect, expectTypeOf, test } from "vitest";
import { type Data, numpyRandom, split, tensor } from "../index.ts";

const data = (classes: readonly number[], samples: number) => ({
  x: tensor(
    Array.from({ length: 2 * samples }, (_, i) => i),
    [samples, 2],
  ),
  y: Uint8Array.from({ length: samples }, (_, i) => classes[i % classes.length]!),
  sampleWeight: Array.from({ length: samples }, (_, i) => i / 2),
});
const samplesOf = ({ x }: Pick<Data, "x">) => Array.from({ length: x.shape[0]! }, (_, i) => x.data[2 * i]! / 2);
const counts = (y: ArrayLike<number>) => {
  const found: Record<number, number> = {};
  for (const label of Array.from(y)) found[label] = (found[label] ?? 0) + 1;
  return found;
};

describe("split", () => {
  const whole = data([0, 1, 2], 40);

  test("parts have no sample in common, and each its label and weight", () => {
    const { train, validation, test: rest } = split(whole, { train: 0.7, validation: 0.15, test: 0.15 });
    expect([train, validation, rest].map(({ x }) => x.shape)).toEqual([
      [28, 2],
      [6, 2],
      [6, 2],
    ]);
    const all = [train, validation, rest].flatMap(samplesOf);
    expect(all.toSorted((a, b) => a - b)).toEqual(samplesOf(whole));
    for (const { x, y, sampleWeight } of [train, validation, rest]) {
      expect(y).toBeInstanceOf(Uint8Array);
      for (const [i, sample] of samplesOf({ x }).entries()) {
        expect([x.data[2 * i + 1], y[i], sampleWeight[i]]).toEqual([2 * sample + 1, sample % 3, sample / 2]);
      }
    }
  });

  test("in the order of NumPy's stream: Fisher and Yates' exchanges, a uniform for each", () => {
    const random = numpyRandom(7);
    const order = samplesOf(whole);
    for (let i = 39; i > 0; i--) {
      const j = Math.floor(random.uniform() * (i + 1));
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
    const seeded = split(whole, { a: 30, b: 10 }, { seed: 7 });
    expect([...samplesOf(seeded.a), ...samplesOf(seeded.b)]).toEqual(order);
    expect(split(whole, { a: 30, b: 10 }, { random: numpyRandom(7) })).toEqual(seeded);
    expect(split(whole, { a: 30, b: 10 }).a).not.toEqual(seeded.a);
  });

  test("shuffle: false leaves them as they are, and what is left over is left out", () => {
    const { first, next } = split(whole, { first: 4, next: 2 }, { shuffle: false });
    expect([samplesOf(first), samplesOf(next)]).toEqual([
      [0, 1, 2, 3],
      [4, 5],
    ]);
  });

  test("shares are of all samples, rounded where they end", () => {
    const thirds = split(whole, { a: 1 / 3, b: 1 / 3, c: 1 / 3 });
    expect(Object.values(thirds).map(({ x }) => x.shape[0])).toEqual([13, 14, 13]);
    const tenths = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`p${i}`, 0.1]));
    expect(Object.values(split(whole, tenths)).map(({ x }) => x.shape[0])).toEqual(Array(10).fill(4));
  });

  test("labels may be a tensor or a plain list", () => {
    const { x } = whole;
    const rows = { x, y: tensor({ shape: [40, 3] }) };
    rows.y.data.forEach((_, i) => {
      rows.y.data[i] = Math.floor(i / 3) % 3 === i % 3 ? 1 : 0;
    });
    const parts = split(rows, { train: 0.8, test: 0.2 }, { stratify: true });
    expect(parts.test.y.shape).toEqual([8, 3]);
    expect(parts.test.sampleWeight).toBeUndefined();
    expect(parts.train.y.data.reduce((sum, each) => sum + each, 0)).toBe(32);
    expect(split({ x, y: Array.from(whole.y) }, { train: 0.8 }).train.y).toHaveLength(32);
    expectTypeOf(parts.test.y).toEqualTypeOf(rows.y);
    expectTypeOf(split(whole, { a: 1 }).a.y).toEqualTypeOf<Uint8Array<ArrayBuffer>>();
    // @ts-expect-error: there is no such part
    expect(split(whole, { a: 1 }).b).toBeUndefined();
  });
});

describe("stratified", () => {
  test("each part has the share of each class, rounded up or down", () => {
    // 60, 30 and 10 of 100.
    const uneven = data([0, 0, 0, 1, 0, 1, 0, 1, 0, 2], 100);
    for (let seed = 0; seed < 20; seed++) {
      const parts = split(uneven, { train: 0.75, validation: 0.15, test: 0.1 }, { stratify: true, seed });
      expect(counts(parts.test.y)).toEqual({ 0: 6, 1: 3, 2: 1 });
      expect(counts(parts.train.y)).toEqual({
        0: 45,
        1: 22 + (counts(parts.train.y)[1]! - 22),
        2: 30 - counts(parts.train.y)[1]!,
      });
      expect([22, 23]).toContain(counts(parts.train.y)[1]);
      const all = Object.values(parts).flatMap(samplesOf);
      expect(new Set(all).size).toBe(100);
    }
  });

  test("exactly, where shares are whole: 50 of each of 3 classes", () => {
    const flowers = data([0, 1, 2], 150);
    const {
      train,
      validation,
      test: rest,
    } = split(flowers, { train: 90, validation: 30, test: 30 }, { stratify: true });
    expect([train, validation, rest].map(({ y }) => counts(y))).toEqual([
      { 0: 30, 1: 30, 2: 30 },
      { 0: 10, 1: 10, 2: 10 },
      { 0: 10, 1: 10, 2: 10 },
    ]);
    // Shuffled, not class by class.
    expect(Array.from(train.y.slice(0, 30)).toString()).not.toBe(Array(30).fill(0).toString());
    expect(new Set(train.y.slice(0, 15)).size).toBe(3);
  });

  test("by a list of what to go by", () => {
    const whole = data([0, 1], 20);
    const stratify = Array.from({ length: 20 }, (_, i) => (i < 5 ? "few" : "many"));
    const { a } = split(whole, { a: 8, b: 12 }, { stratify });
    expect(samplesOf(a).filter((sample) => sample < 5)).toHaveLength(2);
  });

  test("in two parts as scikit-learn: within one of the exact share", () => {
    const random = numpyRandom(1);
    for (let run = 0; run < 50; run++) {
      const samples = 40 + Math.floor(60 * random.uniform());
      const whole = data(
        Array.from({ length: 13 }, (_, i) => (i < 4 ? i : Math.floor(4 * random.uniform()))),
        samples,
      );
      const { test: rest } = split(whole, { train: 0.6, test: 0.4 }, { stratify: true, seed: run });
      const there = counts(whole.y);
      const size = rest.x.shape[0]!;
      for (const [label, count] of Object.entries(counts(rest.y))) {
        expect(Math.abs(count - (there[label as never]! * size) / samples)).toBeLessThan(1 + 1e-9);
      }
    }
  });
});

const ten = data([0, 1], 10);
test.each<[string, () => unknown]>([
  ["split: train + test = 11 are more than there are, 10", () => split(ten, { train: 8, test: 3 })],
  ["split: train + test = 1.2 are shares of more than 1", () => split(ten, { train: 0.8, test: 0.4 })],
  ["split: parts must be all shares or all numbers of samples", () => split(ten, { train: 0.8, test: 2 })],
  ["split: test must be a share between 0 and 1 or a number of samples, got 1.5", () => split(ten, { test: 1.5 })],
  ["split: test must be a share between 0 and 1 or a number of samples, got 0", () => split(ten, { test: 0 })],
  ["split: test, 0.01 of 10 samples, is empty", () => split(ten, { train: 0.9, test: 0.01 })],
  ["split: parts must be shares or numbers of samples by name", () => split(ten, {})],
  ["split: parts must be shares or numbers of samples by name", () => split(ten, [0.5, 0.5] as never)],
  ["split: stratify must be one for each of 10 samples, got 2", () => split(ten, { a: 1 }, { stratify: [0, 1] })],
  ["in test: 5 of 10 samples are too few", () => split(ten, { train: 9, test: 1 }, { stratify: true })],
  ["split: got 3 labels for 10 samples", () => split({ x: ten.x, y: [0, 1, 0] }, { a: 1 })],
  ['split: unknown option "stratified"', () => split(ten, { a: 1 }, { stratified: true } as never)],
  ["split: shuffle must be true or false, got 3", () => split(ten, { a: 1 }, { shuffle: 3 as never })],
])("%s", (message, run) => {
  expect(run).toThrow(message);
});
