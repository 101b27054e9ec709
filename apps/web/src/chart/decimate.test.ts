import { expect, test } from "vitest";
import { columns } from "./decimate.ts";

const source = (values: readonly number[], every = 1) => ({
  length: values.length,
  evaluations: Uint32Array.from(values, (_, i) => i * every),
  values: Float64Array.from(values),
});

test("fewer points than pixels are drawn each at its place", () => {
  const { x, follow } = columns(4, 600);
  expect(x.filter((_, i) => i % 2 === 0)).toEqual([0, 1, 2, 3, 4]);
  const drawn = follow(() => source([5, 4, 3, 2, 1])).update();
  expect(drawn.filter((_, i) => i % 2 === 0)).toEqual([5, 4, 3, 2, 1]);
  expect(drawn.filter((_, i) => i % 2 === 1)).toEqual([null, null, null, null, null]);
});

test("a curve that is thinned before its end stays as it was drawn", () => {
  const { follow } = columns(100, 100);
  let now = source([5, 4, 3, 2]);
  const following = follow(() => now);
  following.update();
  now = { length: 3, evaluations: Uint32Array.of(0, 3, 4), values: Float64Array.of(5, 2, 1) };
  expect(following.update().filter((value) => value !== null)).toEqual([5, 4, 3, 2, 1]);
});

test("more points than pixels: each column has its least and its greatest, whichever order they came in", () => {
  const values = Array.from({ length: 100_001 }, (_, i) => Math.sin(i) * (1 + (i % 7)));
  const { x, follow } = columns(100_000, 300);
  const grown = { ...source(values), length: 0 };
  const following = follow(() => grown);
  for (let length = 0; length <= values.length; length += 997) {
    grown.length = Math.min(length, values.length);
    following.update();
  }
  grown.length = values.length;
  const drawn = following.update();
  expect(drawn.length).toBe(602);
  expect(x.length).toBe(602);
  const width = 100_000 / 300;
  const within: number[][] = Array.from({ length: 301 }, () => []);
  for (const [i, value] of values.entries()) within[Math.floor(i / width)]!.push(value);
  for (const [column, each] of within.slice(0, 300).entries()) {
    const pair = [drawn[2 * column]!, drawn[2 * column + 1]!];
    expect([Math.min(...pair), Math.max(...pair)]).toEqual([Math.min(...each), Math.max(...each)]);
    expect(each.indexOf(pair[0]!)).toBeLessThan(each.indexOf(pair[1]!));
  }
});
