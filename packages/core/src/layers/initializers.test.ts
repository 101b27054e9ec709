import { describe, expect, test } from "vitest";
import { Replay } from "../gradients/replay.ts";
import {
  constant,
  conv2d,
  dense,
  embedding,
  glorotNormal,
  glorotUniform,
  heNormal,
  heUniform,
  type Initializer,
  normal,
  orthogonal,
  sequential,
  uniform,
} from "../index.ts";

function drawn(initializer: Initializer, shape: number[]): Float32Array {
  const values = new Float32Array(shape.reduce((a, b) => a * b));
  initializer(values, shape, new Replay());
  return values;
}

function variance(values: Float32Array): number {
  return values.reduce((sum, each) => sum + each * each, 0) / values.length;
}

test.each<[string, Initializer, number[], number]>([
  ["heNormal of a dense layer", heNormal(), [50, 80], 2 / 50],
  ["heUniform of a dense layer", heUniform(), [50, 80], 2 / 50],
  ["heNormal of a convolution", heNormal(), [40, 8, 3, 5], 2 / (8 * 15)],
  ["glorotNormal of a dense layer", glorotNormal(), [50, 80], 2 / 130],
  ["glorotUniform of a dense layer", glorotUniform(), [50, 80], 2 / 130],
  ["glorotUniform of a convolution", glorotUniform(), [40, 8, 3, 5], 2 / ((8 + 40) * 15)],
  ["normal", normal(0.3), [50, 80], 0.09],
  ["uniform", uniform(0.3), [50, 80], 0.03],
])("the variance of %s", (_, initializer, shape, expected) => {
  expect(variance(drawn(initializer, shape)) / expected).toBeCloseTo(1, 1);
});

test("uniform ones stay within their limit, and reach for it", () => {
  const values = drawn(glorotUniform(), [50, 80]);
  const limit = Math.sqrt(6 / 130);
  expect(Math.max(...values)).toBeLessThanOrEqual(limit);
  expect(Math.max(...values)).toBeGreaterThan(0.99 * limit);
  expect(Math.min(...values)).toBeLessThan(-0.99 * limit);
});

test("constant draws nothing", () => {
  const never = { uniform: () => expect.fail(), normal: () => expect.fail() };
  const values = new Float32Array(3);
  constant(0.5)(values, [3], never);
  expect([...values]).toEqual([0.5, 0.5, 0.5]);
});

describe("orthogonal", () => {
  test.each([
    [[7, 4], 2],
    [[4, 7], 1],
    [[5, 5], 1],
    [[6, 2, 2, 2], 1.5],
  ])("%j times %d", (shape, gain) => {
    const rows = shape[0]!;
    const values = drawn(orthogonal(gain), shape);
    const columns = values.length / rows;
    const [count, across, along, length] = rows < columns ? [rows, columns, 1, columns] : [columns, 1, columns, rows];
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) {
        let dot = 0;
        for (let k = 0; k < length; k++) dot += values[i * across + k * along]! * values[j * across + k * along]!;
        expect(dot).toBeCloseTo(i === j ? gain * gain : 0, 5);
      }
    }
  });

  test("is what PyTorch makes of the same draws", () => {
    // torch.nn.init.orthogonal_ with normal_ replaced by these; the QR decomposition, its R with a positive diagonal.
    const draws = [1, 2, -1, 0.5, 0, 3];
    const random = { uniform: () => 0, normal: () => draws.shift()! };
    const values = new Float32Array(6);
    orthogonal()(values, [3, 2], random);
    const first = [1, -1, 0].map((each) => each / Math.sqrt(2));
    const second = [2 - 0.75, 0.5 + 0.75, 3];
    const norm = Math.hypot(...second);
    for (let i = 0; i < 3; i++) {
      expect(values[2 * i]).toBeCloseTo(first[i]!, 6);
      expect(values[2 * i + 1]).toBeCloseTo(second[i]! / norm, 6);
    }
  });
});

test("dense and conv2d start with He's, embedding with a standard normal, biases with zeros", () => {
  const random = new Replay();
  const wide = sequential([dense(200)], { input: 100, random }).state();
  expect(variance(wide["dense0.weight"]!) / (2 / 100)).toBeCloseTo(1, 1);
  expect(variance(wide["dense0.bias"]!)).toBe(0);
  const image = sequential([conv2d(100, 3)], { input: [10, 5, 5], random }).state();
  expect(variance(image["conv2d0.weight"]!) / (2 / 90)).toBeCloseTo(1, 1);
  const words = sequential([embedding(100, 100)], { input: 3, random }).state();
  expect(variance(words["embedding0.weight"]!)).toBeCloseTo(1, 1);
});

test.each<[string, () => Initializer]>([
  ["normal: scale must be a finite number ≥ 0, got -1", () => normal(-1)],
  ["uniform: limit must be a finite number ≥ 0, got NaN", () => uniform(Number.NaN)],
  ["constant: value must be a finite number, got Infinity", () => constant(Number.POSITIVE_INFINITY)],
  ["orthogonal: gain must be a finite number, got NaN", () => orthogonal(Number.NaN)],
])("%s", (message, make) => {
  expect(make).toThrow(message);
});
