import { expectEqual } from "@downhill/config/testing/equal.ts";
import { describe, expect, test } from "vitest";
import golden from "../golden/lapack.json" with { type: "json" };
import { distance, filled, identity, stream, times, transposed } from "../test/numbers.ts";
import { eigh, eighIn } from "./eigh.ts";
import { reserve, workspaces } from "./workspace.ts";

const plain = workspaces(false);

function decomposed(a: ArrayLike<number>, n: number) {
  const [values, vectors] = [new Float64Array(n), new Float64Array(n * n)];
  eigh(values, vectors, Float64Array.from(a), n);
  return { values, vectors };
}

const scaled = (values: Float64Array, vectors: Float64Array, n: number) => vectors.map((x, i) => x * values[i % n]!);

/** A = V·Λ·Vᵀ and VᵀV = I. */
function expectDecomposition(a: ArrayLike<number>, n: number, values: Float64Array, vectors: Float64Array) {
  const vt = transposed(vectors, n, n);
  expect(distance(times(scaled(values, vectors, n), vt, n, n, n), a)).toBeLessThan(1e-14 * (n + 4));
  expect(distance(times(vt, vectors, n, n, n), identity(n))).toBeLessThan(1e-14 * (n + 4));
  expect([...values].sort((one, other) => one - other)).toEqual([...values]);
}

describe.each(golden.eigh)("$name", ({ n, a, values: expected, vectors: theirs }) => {
  const { values, vectors } = decomposed(a, n);
  test("has LAPACK's eigenvalues, and decomposes", () => {
    expect(distance(values, expected)).toBeLessThan(1e-14 * (n + 4));
    expectDecomposition(a, n, values, vectors);
  });

  test("has LAPACK's eigenvectors, as far as they are determined", () => {
    const size = Math.max(...expected.map(Math.abs), Number.MIN_VALUE);
    for (let k = 0; k < n; k++) {
      const gap = Math.min(...expected.filter((_, i) => i !== k).map((x) => Math.abs(x - expected[k]!) / size), 1);
      if (gap < 1e-6) continue;
      const column = (v: ArrayLike<number>) => Array.from({ length: n }, (_, i) => v[i * n + k]!);
      const [ours, their] = [column(vectors), column(theirs)];
      // Where two components are as large as each other, rounding says which of them is positive.
      const sign = Math.sign(ours.reduce((sum, x, i) => sum + x * their[i]!, 0));
      expect(
        distance(
          ours.map((x) => sign * x),
          their,
        ),
      ).toBeLessThan((1e-14 * (n + 4)) / gap);
      const lead = ours.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
      expect(lead).toBeGreaterThan(0);
    }
  });
});

test("any size, with the same bits on both paths", () => {
  const next = stream(3);
  for (let n = 0; n <= 70; n++) {
    const a = filled(n * n, next);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
    const { values, vectors } = decomposed(a, n);
    expectDecomposition(a, n, values, vectors);
    const [v, w] = [new Float64Array(n), new Float64Array(n * n)];
    eighIn(plain, v, w, a, n);
    expectEqual([v, w], [values, vectors], `${n}`);
  }
  expect(reserve(1).doubles).toBeDefined();
  expect(plain(1).doubles).toBeUndefined();
});

test("only the lower triangle is read, in place, in float32", () => {
  const a = Float32Array.of(2, 9, 9, 1, 2, 9, 0, 1, 2);
  const values = new Float32Array(3);
  eigh(values, a, a, 3);
  expect(distance(values, [2 - Math.SQRT2, 2, 2 + Math.SQRT2])).toBeLessThan(1e-7);
  expect(
    distance(a, [0.5, Math.SQRT1_2, 0.5, -Math.SQRT1_2, 0, Math.SQRT1_2, 0.5, -Math.SQRT1_2, 0.5].map(Math.abs)),
  ).toBeGreaterThan(0.5);
  expect(
    distance(a.map(Math.abs), [0.5, Math.SQRT1_2, 0.5, Math.SQRT1_2, 0, Math.SQRT1_2, 0.5, Math.SQRT1_2, 0.5]),
  ).toBeLessThan(1e-7);
});

test("the workspace is kept from call to call", () => {
  const before = reserve(8);
  decomposed(identity(20), 20);
  expect(reserve(8)).toBe(before);
});

test("names what is not finite, and changes nothing then", () => {
  const [values, vectors] = [new Float64Array(2), new Float64Array(4)];
  for (const x of [NaN, Infinity])
    expect(() => eigh(values, vectors, Float64Array.of(1, 2, x, 4), 2)).toThrow(
      `eigh: a must be finite, but in row 1, column 0, is ${x}`,
    );
  expect([...values, ...vectors]).toEqual([0, 0, 0, 0, 0, 0]);
  expect(() => eigh(values, vectors, new Float64Array(3), 2)).toThrow("eigh: a must have 2 × 2 = 4 elements, got 3");
});
