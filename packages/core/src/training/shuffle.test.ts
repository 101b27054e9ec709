import { describe, expect, test } from "vitest";
import { numpyRandom } from "../index.ts";
import { drawOrder, epochStreams, type Shuffle } from "./shuffle.ts";

/** The order of 50 samples in an epoch. */
function order(shuffle: Shuffle, epoch: number): string {
  const drawn = new Uint32Array(50);
  drawOrder(drawn, epochStreams("test", shuffle)!(epoch));
  return drawn.join(" ");
}

describe("a seed", () => {
  test("and the epoch give an order, the same whenever it is asked for", () => {
    const streams = epochStreams("test", 3)!;
    const first = streams(7).uniform();
    streams(8).uniform();
    expect(streams(7).uniform()).toBe(first);
    expect(order(3, 0)).toBe(
      "35 7 30 23 4 40 33 27 31 3 1 39 29 10 32 25 46 2 37 34 36 41 42 21 43 6 9 12 8 19 14 24 11 22 13 15 38 26 49 48 17 44 5 0 28 16 47 20 18 45",
    );
  });

  test("has orders that no epoch of a neighbour has, and that no epoch repeats", () => {
    const orders = new Set<string>();
    for (let seed = 0; seed < 30; seed++) for (let epoch = 0; epoch < 30; epoch++) orders.add(order(seed, epoch));
    for (const epoch of [2 ** 31, 2 ** 32, 2 ** 40, 2 ** 53 - 1]) orders.add(order(0, epoch));
    orders.add(order(2 ** 32 - 1, 0));
    expect(orders.size).toBe(905);
  });

  test("mixes well: the first sample of an epoch's order is any of them as often", () => {
    const counts = new Float64Array(10);
    const drawn = new Uint32Array(10);
    for (let epoch = 0; epoch < 5000; epoch++) {
      drawOrder(drawn, epochStreams("test", 0)!(epoch));
      counts[drawn[0]!]!++;
    }
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(100);
  });
});

test("false is none; a stream goes on; a function gives each epoch its own", () => {
  expect(epochStreams("test", false)).toBeUndefined();
  const stream = numpyRandom(1);
  expect(epochStreams("test", stream)!(9)).toBe(stream);
  expect(order((epoch) => numpyRandom(epoch), 4)).toBe(order(() => numpyRandom(4), 0));
});

test.each<[unknown, string]>([
  [-1, "test: shuffle must be a whole number ≥ 0, got -1"],
  [1.5, "test: shuffle must be a whole number ≥ 0, got 1.5"],
  [2 ** 32, "test: shuffle must be a seed from 0 to 4294967295, got 4294967296"],
  [
    true,
    "test: shuffle must be a seed, false, or a stream with uniform() and normal(), such as numpyRandom(0), got true",
  ],
  [null, "got null"],
  ["7", 'got "7"'],
  [{ uniform: Math.random }, "got Object"],
])("%j is refused", (shuffle, message) => {
  expect(() => epochStreams("test", shuffle as Shuffle)).toThrow(message);
});

test("what a function gives, and what a stream gives, are looked at", () => {
  const streams = epochStreams("test", (() => 3) as unknown as Shuffle)!;
  expect(() => streams(2)).toThrow("test: what shuffle(2) returns must be a stream with uniform() and normal()");
  for (const bad of [Number.NaN, 1, -0.1, undefined as never]) {
    const random = { uniform: () => bad, normal: () => 0 };
    expect(() => drawOrder(new Uint32Array(3), random)).toThrow("fit: shuffle: what uniform() gives must be in [0, 1)");
  }
});
