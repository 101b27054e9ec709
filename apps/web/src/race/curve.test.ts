import { expect, test } from "vitest";
import { curve } from "./curve.ts";

function filled(losses: readonly number[], every = 1) {
  const made = curve();
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
  expect(curve().indexAt(5)).toBe(-1);
});

test("the finish is where a loss is first met, and stays there", () => {
  const made = filled([5, 4, 2, 6, 1], 10);
  expect(made.reaches(2)).toBe(20);
  expect(made.reaches(0.5)).toBeNull();
  made.append(Uint32Array.of(50, 60), Float64Array.of(0.5, 0.1), Float64Array.of(0, 0));
  expect(made.reaches(0.5)).toBe(50);
  expect(made.reaches(2)).toBe(20);
  expect(made.reaches(null)).toBeNull();
});
