import { exp32 } from "@downhill/plugin/math";
import { describe, expect, test } from "vitest";
import golden from "../../../golden/numpy-sums.json" with { type: "json" };
import { addBias, sumRows } from "./bias.ts";
import { crossEntropy, crossEntropyBackward } from "./cross-entropy.ts";
import { type MatmulPrecision, matmulNN, matmulNT, matmulTN } from "./matmul.ts";
import { reluBackward, reluForward } from "./relu.ts";
import { softmaxForward } from "./softmax.ts";
import { pairwiseSum } from "./sum.ts";

/** The numbers that golden/numpy-sums.py sums. */
function numbers(count: number): Float32Array {
  return Float32Array.from(
    { length: count },
    (_, i) => (((i * 2654435761) % 2 ** 32) - 2 ** 31) * 2 ** (((i * 40503) % 24) - 40),
  );
}

/** Some numbers between -1 and 1. */
function sample(count: number, seed: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => ((((i + 1) * (seed + 7) * 7919) % 2003) - 1001) / 1001);
}

function transposed(a: Float32Array, rows: number, columns: number): Float32Array {
  return Float32Array.from({ length: a.length }, (_, i) => a[(i % rows) * columns + Math.floor(i / rows)]!);
}

function product(a: Float32Array, b: Float32Array, shape: [number, number, number], round: (x: number) => number) {
  const [rows, inner, columns] = shape;
  const out = new Float32Array(rows * columns);
  for (let at = 0; at < out.length; at++) {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum = round(sum + round(a[Math.floor(at / columns) * inner + k]! * b[k * columns + (at % columns)]!));
    }
    out[at] = sum;
  }
  return out;
}

describe("sums are NumPy's to the bit", () => {
  test.each(Object.entries(golden.rows))("rows of %s", (width, sums) => {
    const a = numbers(sums.length * Number(width));
    expect(sums.map((_, i) => pairwiseSum(a, i * Number(width), Number(width)))).toEqual(sums);
  });

  test.each(Object.entries(golden.column))("one column of %s", (length, sum) => {
    const db = new Float32Array(1);
    sumRows(db, numbers(Number(length)), Number(length), 1);
    expect(db[0]).toBe(sum);
  });

  test.each(Object.entries(golden.columns))("three columns of %s", (length, sums) => {
    const db = new Float32Array(3).fill(7);
    sumRows(db, numbers(Number(length) * 3), Number(length), 3);
    expect([...db]).toEqual(sums);
  });

  test("the numbers tell another order apart", () => {
    const inOrder = (width: string) => numbers(Number(width)).reduce((sum, x) => Math.fround(sum + x), 0);
    const differing = Object.entries(golden.rows).filter(([width, sums]) => inOrder(width) !== sums[0]);
    expect(differing.length).toBeGreaterThan(20);
  });
});

describe.each<MatmulPrecision>(["float32", "float64"])("matrix products in %s", (matmulPrecision) => {
  const round = matmulPrecision === "float32" ? Math.fround : (x: number) => x;
  test.each<[number, number, number]>([
    [1, 1, 1],
    [4, 3, 2],
    [5, 300, 3],
    [9, 2, 64],
    [300, 64, 3],
  ])("%i × %i × %i: NN, NT and TN", (rows, inner, columns) => {
    const a = sample(rows * inner, 1);
    const b = sample(inner * columns, 2);
    const expected = product(a, b, [rows, inner, columns], round);
    const out = new Float32Array(rows * columns).fill(Number.NaN);
    matmulNN(out, a, b, rows, inner, columns, matmulPrecision);
    expect(out).toEqual(expected);
    matmulNT(out.fill(0), a, transposed(b, inner, columns), rows, inner, columns, matmulPrecision);
    expect(out).toEqual(expected);
    matmulTN(out.fill(0), transposed(a, rows, inner), b, rows, inner, columns, matmulPrecision);
    expect(out).toEqual(expected);
  });
});

test("the two precisions differ", () => {
  const a = Float32Array.of(1, 2 ** -25, 2 ** -25, 2 ** -25);
  const ones = new Float32Array(4).fill(1);
  const out = new Float32Array(1);
  matmulNN(out, a, ones, 1, 4, 1, "float32");
  expect(out[0]).toBe(1);
  matmulNN(out, a, ones, 1, 4, 1, "float64");
  expect(out[0]).toBe(1 + 2 ** -23);
});

test("the bias is added in float32", () => {
  const y = Float32Array.of(1, 2, 3, 4);
  addBias(y, Float32Array.of(2 ** -30, 0.5), 2, 2);
  expect([...y]).toEqual([1, 2.5, 3, 4.5]);
});

test("relu keeps NaN, and is flat at 0", () => {
  const x = Float32Array.of(-1, 0, 2, Number.NaN);
  const y = new Float32Array(4);
  reluForward(y, x);
  expect([...y]).toEqual([0, 0, 2, Number.NaN]);
  reluBackward(y, Float32Array.of(5, 6, 7, 8), x);
  expect([...y]).toEqual([0, 0, 7, 8]);
});

test("softmax divides by the row's sum in NumPy's order", () => {
  const x = sample(3 * 40, 5);
  const y = new Float32Array(x.length);
  softmaxForward(y, x, 3, 40);
  for (let i = 0; i < 3; i++) {
    const row = x.subarray(i * 40, (i + 1) * 40);
    const maximum = row.reduce((most, each) => Math.max(most, each));
    const e = row.map((each) => exp32(Math.fround(each - maximum)));
    expect(y.subarray(i * 40, (i + 1) * 40)).toEqual(e.map((each) => each / pairwiseSum(e, 0, 40)));
  }
});

test("cross-entropy clips", () => {
  const p = Float32Array.of(0, 1, 1, 0);
  const losses = new Float32Array(2);
  const indexed = { targets: Int32Array.of(0, 0), counts: undefined, rows: 2, columns: 2, divisor: 2 };
  crossEntropy(losses, p, indexed);
  expect(losses[0]).toBeCloseTo(16.118, 3);
  expect(losses[1]).toBe(Math.fround(-Math.log(Math.fround(1 - 1e-7))));
  const dp = new Float32Array(4);
  crossEntropyBackward(dp, p, indexed);
  expect([...dp]).toEqual([Math.fround(Math.fround(-1 / Math.fround(1e-7)) / 2), 0, -0.5, 0]);
});
