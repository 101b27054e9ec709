import { expectEqual } from "@downhill/config/testing/equal.ts";
import { describe, expect, test } from "vitest";
import golden from "../golden/lapack.json" with { type: "json" };
import { distance, filled, identity, stream, times, transposed } from "../test/numbers.ts";
import { newtonSchulz, newtonSchulzIn } from "./newton-schulz.ts";
import { workspaces } from "./workspace.ts";

const plain = workspaces(false);

describe.each(golden.muon)("$name", ({ name, rows, columns, g, out: expected }) => {
  test("is LAPACK's decomposition with the polynomial of its singular values", () => {
    const out = new Float64Array(rows * columns);
    newtonSchulz(out, Float64Array.from(g), rows, columns);
    expect(distance(out, expected)).toBeLessThan(1e-12);
    const single = new Float32Array(rows * columns);
    newtonSchulz(single, Float32Array.from(g), rows, columns);
    // What rounding adds to a zero singular value grows 3.4-fold with each step.
    expect(distance(single, expected)).toBeLessThan(/rank|condition/.test(name) ? 1e-3 : 1e-4);
  });
});

test("goes to the nearest orthogonal matrix with Newton and Schulz's own polynomial", () => {
  const next = stream(9);
  for (const [rows, columns] of [
    [5, 5],
    [12, 7],
    [7, 12],
  ] as const) {
    const [size, inner] = [Math.min(rows, columns), Math.max(rows, columns)];
    const out = new Float64Array(rows * columns);
    newtonSchulz(out, filled(rows * columns, next), rows, columns, {
      steps: 60,
      coefficients: [15 / 8, -10 / 8, 3 / 8],
    });
    const short = rows > columns ? transposed(out, rows, columns) : out;
    expect(distance(times(short, transposed(short, size, inner), size, inner, size), identity(size))).toBeLessThan(
      1e-13,
    );
  }
});

test("any size, with the same bits on both paths; a transpose gives the transpose", () => {
  const next = stream(11);
  for (const Type of [Float32Array, Float64Array])
    for (let i = 0; i <= 70; i += i < 12 ? 1 : 6) {
      const [rows, columns] = i % 2 ? [i, Math.floor(Math.abs(next()) * 71)] : [Math.floor(Math.abs(next()) * 71), i];
      const g = Type.from(filled(rows * columns, next));
      const [out, other, across] = [g.slice(), g.slice(), Type.from(transposed(g, rows, columns))];
      newtonSchulz(out, out, rows, columns);
      newtonSchulzIn(plain, other, g, rows, columns);
      expectEqual(other, out, `${rows} × ${columns}`);
      newtonSchulz(across, across, columns, rows);
      const tolerance = Type === Float32Array ? 1e-4 : 1e-12;
      expect(distance(transposed(across, columns, rows), out), `${rows} × ${columns}`).toBeLessThan(tolerance);
    }
});

test("the same bits on both paths where sums take several blocks", () => {
  const next = stream(13);
  for (const Type of [Float32Array, Float64Array])
    for (const [rows, columns] of [
      [600, 21],
      [21, 600],
      [150, 131],
    ] as const) {
      const g = Type.from(filled(rows * columns, next));
      const [out, other] = [g.slice(), g.slice()];
      newtonSchulz(out, out, rows, columns, { steps: 2 });
      newtonSchulzIn(plain, other, g, rows, columns, { steps: 2 });
      expectEqual(other, out, `${rows} × ${columns}`);
    }
});

test("zeros stay zeros; the scale of G does not matter", () => {
  const out = new Float32Array(6).fill(1);
  for (const eps of [0, 1e-7]) {
    newtonSchulz(out, new Float32Array(6), 2, 3, { eps });
    expect([...out]).toEqual([0, 0, 0, 0, 0, 0]);
  }
  const g = Float64Array.of(1, 2, 3, 4, 5, 7);
  const [one, huge, tiny] = [g.slice(), g.map((x) => x * 2 ** 900), g.map((x) => x * 2 ** -900)];
  for (const each of [one, huge, tiny]) newtonSchulz(each, each, 3, 2, { eps: 0 });
  expectEqual([huge, tiny], [one, one]);
});

test("the norm counts as at least what is asked for", () => {
  const g = Float64Array.of(3, 0, 0, 4);
  const after = (options: object) => {
    const out = new Float64Array(4);
    newtonSchulz(out, g, 2, 2, { steps: 0, eps: 0, ...options });
    return [...out];
  };
  expect(after({ least: 5 })).toEqual([0.6, 0, 0, 0.8]);
  expect(after({ least: 10 })).toEqual([0.3, 0, 0, 0.4]);
  expect(after({ least: 10, eps: 2.5 })).toEqual([0.24, 0, 0, 0.32]);
});

test("names what is wrong", () => {
  const g = Float32Array.of(1, 2, 3, Infinity);
  expect(() => newtonSchulz(g, g, 2, 2)).toThrow("newtonSchulz: g must be finite, but in row 1, column 1, is Infinity");
  expect(() => newtonSchulz(g, g, 2, 3)).toThrow("newtonSchulz: out must have 2 × 3 = 6 elements, got 4");
  expect(() => newtonSchulz(g, g, 2, 2, { coefficients: [1, 2] as never })).toThrow(
    "coefficients must be three numbers, got 2",
  );
  expect(() => newtonSchulz(g, g, 2, 2, { step: 1 } as never)).toThrow('newtonSchulz: unknown option "step"');
});
