import { numpyRandom } from "@downhill/problems";
import { describe, expect, test } from "vitest";
import { type Axis, axisRange, axisTicks, type Range, tickLabel } from "./axis.ts";

const axes: readonly Axis[] = ["log", "linear"];
const [pixels, apart] = [400, 24];

/** Where a value lies on an axis of that many pixels. */
function pixel(axis: Axis, [low, high]: Range, value: number): number {
  const place = (x: number) => (axis === "log" ? Math.log10(x) : x);
  return (pixels * (place(value) - place(low))) / (place(high) - place(low));
}

/** From losses that a training ends with to the ends of what a number can be. */
const awkward = [
  ...[0.112, 0.0112, 0.1, 0.115, 0.13, 1, 1.02, 2, 1e-3, 0.9999999, 1.15, 0.00115, 1e-12, 1e-45, 1e20, 3.4e38],
  ...[5e-324, 1e-308, Number.MIN_VALUE * 3, 1e300, 1e308, Number.MAX_VALUE, Number.EPSILON, 2 ** 53],
];

/** Pairs at random; more under `pnpm thorough`. */
const many = process.env.DOWNHILL_THOROUGH ? 10_000 : 1500;

/** Thousands of pairs: of awkward numbers, of three digits in each power of ten, and at random. */
function* pairs(): Generator<[number, number]> {
  for (const a of awkward) for (const b of awkward) if (a <= b) yield [a, b];
  for (let i = 100; i < 1000; i++) {
    for (const power of [-3, 0, 4]) yield [i * 10 ** (power - 3), 1.1 * 10 ** power];
    yield [i / 1000, i / 1000];
  }
  const random = numpyRandom(27);
  for (let i = 0; i < many; i++) {
    const low = 10 ** (600 * random.uniform() - 300);
    const ratio = 10 ** (10 * random.uniform() ** 8);
    yield [low, Math.min(low * ratio, Number.MAX_VALUE)];
    const loss = 10 ** (4 * random.uniform() - 3);
    yield [loss, loss * (1 + 2 * random.uniform())];
  }
}

describe.each(axes)("a %s axis", (axis) => {
  test("has round numbers, ascending, in it and apart, whatever it shows", () => {
    let checked = 0;
    for (const [min, max] of pairs()) {
      const range = axisRange(axis, min, max);
      const ticks = axisTicks(axis, range, pixels, apart);
      const named = () => `${min} to ${max}: ${ticks.join(" ")}`;
      if (!(range[0] < range[1] && Number.isFinite(range[1] - range[0]))) expect.fail(`${named()}: range ${range}`);
      if (ticks.length < 2 || ticks.length > pixels / apart + 1) expect.fail(named());
      const places = ticks.map((tick) => pixel(axis, range, tick));
      if (places.some((place, i) => place < -1e-6 || place > pixels + 1e-6 || place < (places[i - 1] ?? -99) + 23.9))
        expect.fail(`${named()}: at ${places.join(" ")}`);
      if (ticks.some((tick) => tick !== Number(tick.toPrecision(3)))) expect.fail(named());
      checked++;
    }
    expect(checked).toBeGreaterThan(2 * many);
  });

  test("is there when there is nothing to show, or nothing that it can", () => {
    for (const [min, max] of [
      [null, null],
      [0, 0],
      [-1, 0],
      [-3, -2],
      [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    ] as const) {
      const range = axisRange(axis, min, max);
      expect(range[0]).toBeLessThan(range[1]);
      expect(axisTicks(axis, range, pixels, apart).length).toBeGreaterThan(1);
    }
  });

  test("that has no room, as on a page that is not laid out, has few ticks or none", () => {
    for (const room of [0, 1, 10, 30]) {
      for (const high of [0.13, 1.3, 1e300]) expect(axisTicks(axis, [0.1, high], room, apart).length).toBeLessThan(4);
    }
  });
});

test("the values named are those that a person would choose", () => {
  const log = (low: number, high: number) => axisTicks("log", [low, high], 350, 24).map(tickLabel).join(" ");
  expect(log(0.13, 2.5)).toBe("0.2 0.3 0.5 0.7 1 2");
  expect(log(0.0974, 0.129)).toBe("0.1 0.105 0.11 0.115 0.12 0.125");
  expect(log(1e-6, 30)).toBe("1e-6 1e-5 1e-4 0.001 0.01 0.1 1 10");
  expect(log(0.5e-40, 2e40)).toBe("1e-36 1e-30 1e-24 1e-18 1e-12 1e-6 1 1e6 1e12 1e18 1e24 1e30 1e36");
  const linear = (low: number, high: number) => axisTicks("linear", [low, high], 350, 50).map(tickLabel).join(" ");
  expect(linear(0, 1.02)).toBe("0 0.2 0.4 0.6 0.8 1");
  expect(linear(0, 4999)).toBe("0 1,000 2,000 3,000 4,000");
  expect(linear(-0.3, 0)).toBe("-0.3 -0.25 -0.2 -0.15 -0.1 -0.05 0");
  expect(linear(0, 2.5e7)).toBe("0 5e6 1e7 1.5e7 2e7 2.5e7");
});

test("a range holds what it shows, with room at the ends", () => {
  expect(axisRange("linear", 0.2, 2)[0]).toBe(0);
  expect(axisRange("linear", 0.2, 2)[1]).toBeCloseTo(2.1, 12);
  expect(axisRange("linear", -2, -1)).toEqual([-2.1, 0]);
  const [low, high] = axisRange("log", 1e-20, 3);
  expect([1e-20 / low, high / 3].map((x) => x.toFixed(6))).toEqual(["1.150000", "1.150000"]);
});
