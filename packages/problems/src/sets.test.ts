import { describe, expect, it } from "vitest";
import { blobs, circles, iris, linear, mnist, moons, numpyRandom, sine, xor } from "./index.ts";

const random = () => numpyRandom(3);
const points = ({ data }: { data: Float32Array }) =>
  Array.from({ length: data.length / 2 }, (_, i) => [data[2 * i]!, data[2 * i + 1]!] as const);

describe("shapes without noise", () => {
  it("moons are two half circles that reach into each other", () => {
    const { x, y } = moons({ samplesPerClass: 50, noise: 0, random: random() });
    points(x).forEach(([a, b], i) => {
      const [u, v] = y[i] === 0 ? [a, b] : [1 - a, 0.5 - b];
      expect(Math.hypot(u, v)).toBeCloseTo(1, 6);
      expect(v).toBeGreaterThanOrEqual(-1e-6);
    });
  });

  it("circles lie in each other", () => {
    const { x, y } = circles({ samplesPerClass: 40, noise: 0, factor: 0.3, random: random() });
    points(x).forEach(([a, b], i) => {
      expect(Math.hypot(a, b)).toBeCloseTo(y[i] === 0 ? 1 : 0.3, 6);
    });
  });

  it("xor has opposite corners of one class", () => {
    const { x, y } = xor({ samplesPerClass: 4, noise: 0, random: random() });
    points(x).forEach(([a, b], i) => {
      expect(a * b > 0).toBe(y[i] === 0);
    });
  });

  it("a blob is one point", () => {
    const { x, y, classes } = blobs({ samplesPerClass: 5, classes: 4, noise: 0, random: random() });
    expect(new Set(points(x).map(String)).size).toBe(4);
    expect([classes, y.length]).toEqual([4, 20]);
  });
});

describe("regression", () => {
  it("linear is a plane, with noise of the given deviation", () => {
    const { x, y, weight, bias } = linear({ samples: 2000, features: 3, noise: 0.5, random: random() });
    const errors = [...y.data].map(
      (value, i) => value - bias - weight.reduce((sum, w, j) => sum + w * x.data[3 * i + j]!, 0),
    );
    const deviation = Math.sqrt(errors.reduce((sum, e) => sum + e * e, 0) / errors.length);
    expect(deviation).toBeGreaterThan(0.45);
    expect(deviation).toBeLessThan(0.55);
  });

  it("sine is one period", () => {
    const { x, y } = sine({ samples: 5, noise: 0, random: random() });
    expect([...x.data]).toEqual([0, 0.25, 0.5, 0.75, 1]);
    [0, 1, 0, -1, 0].forEach((value, i) => {
      expect(y.data[i]).toBeCloseTo(value, 6);
    });
  });
});

describe("real data", () => {
  it("iris: every flower once, reproducibly", async () => {
    const { train, test, classes } = await iris({ random: random() });
    expect([train.x.shape, test.x.shape, classes]).toEqual([[120, 4], [30, 4], 3]);
    const counts = [0, 1, 2].map((species) => [...train.y, ...test.y].filter((label) => label === species).length);
    expect(counts).toEqual([50, 50, 50]);
    expect(await iris({ random: random() })).toEqual({ train, test, classes });
    await expect(iris({ train: 150, test: 1, random: random() })).rejects.toThrow(
      "there are 150 samples, not train + test = 151",
    );
  });

  it("mnist: grey images with their digits", async () => {
    const { train, test } = await mnist({ train: 900, test: 100, random: random() });
    expect([train.x.shape, test.x.shape]).toEqual([
      [900, 1, 28, 28],
      [100, 1, 28, 28],
    ]);
    expect(train.x.data.every((grey) => grey >= 0 && grey <= 1)).toBe(true);
    expect(new Set(train.y).size).toBe(10);
    // A handwritten 1 has less ink than a 0.
    const ink = (digit: number) => {
      const rows = [...train.y.keys()].filter((i) => train.y[i] === digit);
      return (
        rows.reduce((sum, i) => sum + train.x.data.subarray(i * 784, (i + 1) * 784).reduce((a, b) => a + b, 0), 0) /
        rows.length
      );
    };
    expect(ink(1)).toBeLessThan(0.6 * ink(0));
  });
});

it.each([
  [
    () => moons({ samplesPerClass: 0, random: random() }),
    "moons: samplesPerClass must be a positive whole number, got 0",
  ],
  [() => circles({ factor: 1, random: random() }), "circles: factor must be between 0 and 1, got 1"],
  [() => xor({ noise: -1, random: random() }), "xor: noise must be a finite number ≥ 0, got -1"],
  [() => blobs({ classes: 300, random: random() }), "blobs: classes must be at most 256, got 300"],
  [() => linear({ features: 1.5, random: random() }), "linear: features must be a positive whole number, got 1.5"],
  [() => sine({ samples: -5, random: random() }), "sine: samples must be a positive whole number, got -5"],
])("%s", (make, message) => {
  expect(make).toThrow(message);
});
