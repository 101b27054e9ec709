import { optimizers } from "@downhill/catalog";
import { selfContained } from "@downhill/problems/self-contained";
import { runToEnd } from "@downhill/runs/run";
import { describe, expect, it, test } from "vitest";
import { findingOf, milestones } from "./finding.ts";
import { functions } from "./functions.ts";
import { arrivalOf, bestRate, pathOf, specOf, valuesOf } from "./paths.ts";
import { scaleOf, ticks } from "./scale.ts";
import { between, heightOf, levelsOf, oklab, shade } from "./shades.ts";
import { labelled, thinned } from "./thin.ts";

const surroundings = { optimizers, problems: selfContained };
const adam = { optimizer: "adam", hyper: { lr: 0.1 } };

describe.each(functions)("$title", (surface) => {
  const { problem, seed, minima, start, window } = surface;

  it("is 0 where its minima are said to be, in its window, as its start is", () => {
    const task = selfContained[problem.name]!.start({ seed, options: problem.options });
    for (const minimum of minima) {
      task.parameters.x!.value.set(minimum);
      const { loss, metric } = task.measure();
      expect(loss).toBeCloseTo(0, 12);
      expect(metric).toBeCloseTo(0, 6);
    }
    const [left, right, bottom, top] = window;
    expect((right - left) / (top - bottom)).toBeCloseTo(4 / 3, 9);
    for (const [x, y] of [...minima, start]) expect(x > left && x < right && y > bottom && y < top).toBe(true);
  });

  it("has values at the nodes of a grid", () => {
    const values = valuesOf(surface, window, 5, 4, surroundings);
    const task = selfContained[problem.name]!.start({
      seed,
      options: { ...problem.options, x: window[1], y: window[2] },
    });
    expect(values.at(-1)! / task.measure().loss).toBeCloseTo(1, 12);
    const { count } = levelsOf(valuesOf(surface, window, 80, 60, surroundings));
    expect(count).toBeGreaterThanOrEqual(7);
    expect(count).toBeLessThanOrEqual(16);
  });

  it("is gone down by runs, with their hash and their values", () => {
    const spec = specOf(surface, adam, start, 50);
    const { points, values, distances, diverged, hash } = pathOf(spec, surroundings);
    const result = runToEnd(spec, surroundings);
    expect([...points.slice(0, 2)]).toEqual(start);
    expect([values.length, points.length, distances.length]).toEqual([51, 102, 51]);
    expect([values.at(-1), distances.at(-1), hash, diverged]).toEqual([result.loss, result.metric, result.hash, null]);
  });
});

test("the best rate is the one of 13 that arrives first, or comes lowest, within the window, and a divergence ends a path", () => {
  const [rosenbrock] = functions;
  const last = (optimizer: string, lr: number) =>
    pathOf(specOf(rosenbrock!, { optimizer, hyper: { lr } }, rosenbrock!.start, 300), surroundings);
  const best = bestRate(rosenbrock!, { optimizer: "adam", hyper: {} }, 300, surroundings)!;
  expect(best).toBe(0.3);
  expect(last("adam", best).values.at(-1)).toBeLessThan(last("adam", 0.1).values.at(-1)!);
  expect(last("adam", 1).values.at(-1)).toBeLessThan(last("adam", best).values.at(-1)!);
  expect(Math.min(...last("adam", 1).points)).toBeLessThan(-0.8);
  expect(last("sgd", 1).diverged).toBeGreaterThan(0);
});

test("levels lie evenly in their logarithms, shades in their lightness", () => {
  const levels = levelsOf(Array.from({ length: 1000 }, (_, i) => 10 ** (i / 200 - 3)));
  expect(levels).toEqual({ lowest: -2.5, step: 0.5, count: 9 });
  expect(heightOf(levels, 10 ** -2.5)).toBeCloseTo(1, 12);
  expect(heightOf(levels, 10 ** -2)).toBeCloseTo(2, 12);
  expect([heightOf(levels, 0), heightOf(levels, 1e9)]).toEqual([0, 10]);
  const shades = between([255, 255, 255], [176, 182, 190], 10).map((each) => oklab(each)[0]);
  for (let i = 1; i < shades.length; i++)
    expect(shades[i - 1]! - shades[i]!).toBeCloseTo((shades[0]! - shades.at(-1)!) / 9, 2);
});

test("dots are as far apart as they must be, first and last always there", () => {
  expect(thinned([0, 0, 3, 0, 6, 0, 9, 0, 30, 0, 31, 0], 6)).toEqual([0, 2, 4, 5]);
  expect(thinned([5, 5], 6)).toEqual([0]);
});

test("names stand beside their own paths, clear of the others and of each other", () => {
  const frame = { x: 0, y: 0, width: 400, height: 300 };
  const right = Array.from({ length: 20 }, (_, i) => [20 + 18 * i, 150]).flat();
  const down = Array.from({ length: 20 }, (_, i) => [20 + 9 * i, 150 + 7 * i]).flat();
  const [one, other] = labelled(
    [right, down],
    [
      { width: 50, height: 14 },
      { width: 50, height: 14 },
    ],
    frame,
  );
  for (const box of [one!, other!])
    expect(box.x >= 0 && box.x + 50 <= 400 && box.y >= 0 && box.y + 14 <= 300).toBe(true);
  expect(Math.abs(one!.y + 7 - 150)).toBeLessThan(20);
  expect(other!.y).toBeGreaterThan(one!.y);
});

const path = (values: number[], diverged: number | null = null) => ({
  ...{ points: new Float64Array(2 * values.length), values: Float64Array.from(values) },
  ...{ distances: Float64Array.from(values), diverged, hash: "" },
});

test("the finding says who arrived, who did not, and who was lost", () => {
  const one = { name: "One", path: path([3, 1e-3, 1e-7]) };
  const two = { name: "Two", path: path([3, 1e-8, 1e-2]) };
  const three = { name: "Three", path: path([3, 2, 0.5]) };
  const lost = { name: "Lost", path: path([3, 9], 2) };
  expect(arrivalOf(two.path)).toBe(1);
  expect(findingOf([three, one, lost, two], 2)).toBe(
    "Two came below 10⁻⁶ first, after 1 step; One needed 2. Three has not. Lost diverged at step 2.",
  );
  const twin = { ...two, name: "Twin" };
  expect(findingOf([one, twin, two], 2)).toBe("Twin and Two came below 10⁻⁶ first, after 1 step; One needed 2.");
  expect(findingOf([three], 2)).toBe("Three came lowest in 2 steps, to 0.50.");
  expect(findingOf([lost], 2)).toBe("Lost diverged.");
  expect(milestones(30)).toEqual([0, 1, 2, 5, 10, 20, 30]);
});

test("places become pixels, and pixels places with few digits, within the window", () => {
  const scale = scaleOf({ x: 40, y: 8, width: 400, height: 300 }, [-2, 2, -1.5, 1.5]);
  expect(scale.pixels([-2, 1.5, 2, -1.5, 0, 0])).toEqual([40, 8, 440, 308, 240, 158]);
  expect(scale.placeAt(240, 158)).toEqual([0, 0]);
  expect(scale.placeAt(241.17, 1e4)).toEqual([0.012, -1.5]);
  expect(scale.rounded(0.123456, 9)).toEqual([0.123, 1.5]);
  expect(ticks(-2.4, 2.4)).toEqual([-2, -1, 0, 1, 2]);
  expect(ticks(-0.8, 2.8)).toEqual([0, 1, 2]);
});

test("pixels have their band's shade, and levels a line between", () => {
  // One high level in the middle of a slope from left to right.
  const field = { columns: 5, rows: 3, values: Float64Array.from({ length: 15 }, (_, i) => 10 ** ((i % 5) - 2)) };
  const pixels = new Uint8ClampedArray(41 * 9 * 4);
  const levels = { lowest: 0, step: 1, count: 1 };
  shade(
    pixels,
    41,
    9,
    field,
    levels,
    [
      [255, 255, 255],
      [100, 100, 100],
    ],
    [0, 0, 0],
    1,
  );
  const row = Array.from({ length: 41 }, (_, x) => pixels[4 * (4 * 41 + x)]);
  expect(row.slice(0, 15)).toEqual(new Array(15).fill(255));
  expect(row[20]).toBe(0);
  expect(row.slice(26)).toEqual(new Array(15).fill(100));
  expect(pixels.filter((_, i) => i % 4 === 3).every((alpha) => alpha === 255)).toBe(true);
});
