import { expect, test } from "vitest";
import { curve, MOST } from "./curve.ts";

function filled(losses: readonly number[], every = 1, target: number | null = null) {
  const made = curve(target);
  // In pieces, as frames bring them.
  for (let from = 0; from < losses.length; from += 700) {
    const piece = losses.slice(from, from + 700);
    made.append(
      Uint32Array.from(piece, (_, i) => (from + i) * every),
      Float64Array.from(piece),
      Float64Array.from(piece, (loss) => 1 - loss),
    );
  }
  return made;
}

test("keeps what is appended, beyond what it first had room for", () => {
  const losses = Array.from({ length: 5000 }, (_, i) => 1 / (1 + i));
  const { length, loss, metric, evaluations } = filled(losses, 3);
  expect(length).toBe(5000);
  expect([...loss.subarray(0, length)]).toEqual(losses);
  expect(metric[4999]).toBe(1 - losses[4999]!);
  expect(evaluations[4999]).toBe(4999 * 3);
});

test("finds the last point at or before a place", () => {
  const { indexAt } = filled([5, 4, 3, 2], 10);
  expect([-1, 0, 9, 10, 29, 30, 1000].map(indexAt)).toEqual([-1, 0, 0, 1, 2, 3, 3]);
  expect(curve(null).indexAt(5)).toBe(-1);
});

test("the finish is where a loss is first met, and stays there", () => {
  const losses = [5, 4, 2, 6, 1];
  expect(filled(losses, 10, 2).finish).toEqual({ evaluations: 20, loss: 2, metric: -1 });
  const late = filled(losses, 10, 0.5);
  expect(late.finish).toBeNull();
  late.append(Uint32Array.of(50, 60), Float64Array.of(0.5, 0.1), Float64Array.of(0, 0));
  expect(late.finish?.evaluations).toBe(50);
  expect(filled(losses, 10).finish).toBeNull();
});

test("a race of 300,000 has no more points than room, and keeps its ends, its finish and its extremes", () => {
  const losses = Array.from({ length: 300_000 }, (_, i) => 2 + Math.sin(i / 1000));
  losses[123_457] = 9;
  losses[123_458] = 0.5;
  const made = filled(losses, 1, 0.75);
  expect(made.length).toBeLessThanOrEqual(MOST);
  expect(made.evaluations.length).toBe(MOST);
  const kept = [...made.loss.subarray(0, made.length)];
  expect([kept[0], kept.at(-1)]).toEqual([losses[0], losses.at(-1)]);
  expect([Math.max(...kept), Math.min(...kept)]).toEqual([9, 0.5]);
  expect(made.finish?.evaluations).toBe(123_458);
  const places = [...made.evaluations.subarray(0, made.length)];
  expect(kept).toEqual(places.map((evaluations) => losses[evaluations]));
  // In their order, and no part of the race is without any.
  const gaps = places.slice(1).map((evaluations, i) => evaluations - places[i]!);
  expect(Math.min(...gaps)).toBeGreaterThan(0);
  expect(Math.max(...gaps)).toBeLessThan(1024);
});
