import { expectEqual } from "@downhill/config/testing/equal.ts";
import { expect, test } from "vitest";
import golden from "../golden/lapack.json" with { type: "json" };
import { distance, filled, identity, stream, times, transposed } from "../test/numbers.ts";
import { inverseRoot, inverseRootIn } from "./inverse-root.ts";
import { root } from "./root.ts";
import { workspaces } from "./workspace.ts";

const plain = workspaces(false);
/** All sizes, and more matrices of each rank. */
const thorough = Boolean(process.env.DOWNHILL_THOROUGH);

test.each(golden.inverseRoot)("LAPACK's $name", ({ n, p, ridge, a, out: expected }) => {
  const out = new Float64Array(n * n);
  inverseRoot(out, Float64Array.from(a), n, p, ridge);
  expect(distance(out, expected)).toBeLessThan(1e-10);
  const single = new Float32Array(n * n);
  inverseRoot(single, Float64Array.from(a), n, p, ridge);
  expectEqual(single, Float32Array.from(out));
  expectEqual(out, transposed(out, n, n));
});

test("p times itself, and once A, is the identity; the same bits on both paths", () => {
  const next = stream(7);
  for (let n = 0; n <= 70; n += n < 10 ? 1 : thorough ? 7 : 20)
    for (const p of [1, 2, 3, 4, 6]) {
      const x = filled(n * (n + 5), next);
      const a = times(x, transposed(x, n, n + 5), n, n + 5, n).map((each, i) => each + (i % (n + 1) ? 0 : 1));
      const out = new Float64Array(n * n);
      inverseRoot(out, a, n, p);
      let product = a;
      for (let i = 0; i < p; i++) product = times(product, out, n, n, n);
      expect(distance(product, identity(n)), `${n}, ${p}`).toBeLessThan(1e-12);
      const other = new Float64Array(n * n);
      inverseRootIn(plain, other, a, n, p, 0);
      expectEqual(other, out);
    }
});

test("matrices of few columns: all but a few eigenvalues are rounding's", () => {
  const next = stream(11);
  const n = 120;
  for (const rank of [3, 20, 50])
    for (const scale of [1, 1e-20, 1e15])
      for (let i = 0; i < (thorough ? 5 : 1); i++) {
        const x = filled(n * rank, next).map((each) => each * scale);
        const out = new Float64Array(n * n);
        inverseRoot(out, times(x, transposed(x, n, rank), n, rank, n), n, 2, 1e-9 * scale * scale);
        // P = XᵀA^(-1/2)·A^(-1/2)X is a projection onto all of X's columns: the identity, but for the ridge's share.
        const y = times(out, x, n, n, rank);
        const p = times(transposed(y, n, rank), y, rank, n, rank);
        expect(distance(p, identity(rank)), `${rank}, ${scale}`).toBeLessThan(1e-7);
      }
});

test("roots of numbers", () => {
  for (const p of [1, 2, 3, 4, 5, 7, 12, 100, 199])
    for (const x of [1, 2, 0.3, 1e-12, 1e-300, 5e-324, 1e300, Number.MAX_VALUE]) {
      const y = root(x, p);
      expect(Math.abs(y / x ** (1 / p) - 1), `${x}, ${p}`).toBeLessThan(1e-13 / p + 4e-16);
    }
});

test("a singular matrix needs a ridge, and nothing is written before that is known", () => {
  const out = new Float32Array(4).fill(7);
  expect(() => inverseRoot(out, new Float32Array(4), 2, 4)).toThrow("inverseRoot: a is singular");
  expect(() => inverseRoot(out, Float32Array.of(1, NaN, NaN, 1), 2, 4, 1)).toThrow(
    "a must be finite, but in row 0, column 1",
  );
  expect(() => inverseRoot(out, out, 2, 0)).toThrow("inverseRoot: p must be a whole number from 1 to 100, got 0");
  expect(() => inverseRoot(out, out, 2, 2, -1)).toThrow("inverseRoot: ridge must be");
  expect([...out]).toEqual([7, 7, 7, 7]);
  inverseRoot(out, new Float32Array(4), 2, 2, 0.25);
  expect([...out]).toEqual([2, 0, 0, 2]);
});
