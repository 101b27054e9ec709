import { expectEqual } from "@downhill/config/testing/equal.ts";
import { Heap } from "@downhill/plugin/engine";
import { describe, expect, test } from "vitest";
import golden from "../golden/lapack.json" with { type: "json" };
import { distance, filled, stream, transposed } from "../test/numbers.ts";
import { gramColumns, gramRows } from "./gram.ts";
import { doubleIn } from "./kernels/double.ts";
import { mixedIn } from "./kernels/mixed.ts";
import { singleIn } from "./kernels/single.ts";
import { matmulNN, matmulNT, matmulTN } from "./matmul.ts";
import { plainProduct } from "./products.ts";

const next = stream(1);
const types = [Float32Array, Float64Array] as const;
const arithmetics = [
  ["32", Float32Array, "float32"],
  ["64", Float32Array, "float64"],
  ["Double", Float64Array, undefined],
] as const;
const layouts = { NN: matmulNN, NT: matmulNT, TN: matmulTN };

test.each(golden.products)("LAPACK's $rows × $inner × $columns", ({ rows, inner, columns, a, b, out: expected }) => {
  for (const Type of types) {
    const out = new Type(rows * columns);
    const at = transposed(a, rows, inner);
    const bt = transposed(b, inner, columns);
    const tolerance = Type === Float32Array ? 1e-5 : 1e-14;
    matmulNN(out, Type.from(a), Type.from(b), rows, inner, columns);
    expect(distance(out, expected)).toBeLessThan(tolerance);
    matmulNT(out.fill(NaN), Type.from(a), Type.from(bt), rows, inner, columns);
    expect(distance(out, expected)).toBeLessThan(tolerance);
    matmulTN(out.fill(NaN), Type.from(at), Type.from(b), rows, inner, columns);
    expect(distance(out, expected)).toBeLessThan(tolerance);
  }
});

/** With each -0 as 0. */
const unsigned = (array: Float32Array | Float64Array) => array.map((x) => x + 0);

/** Sums as the docstring has them, one by one. */
function written(arithmetic: string, a: ArrayLike<number>, b: ArrayLike<number>, size: [number, number, number]) {
  const [rows, inner, columns] = size;
  const round = arithmetic === "32" ? Math.fround : (x: number) => x;
  const out = arithmetic === "Double" ? new Float64Array(rows * columns) : new Float32Array(rows * columns);
  for (let i = 0; i < rows * columns; i++) {
    const [row, column] = [Math.floor(i / columns), i % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum = round(sum + round(a[row * inner + k]! * b[k * columns + column]!));
    out[i] = sum;
  }
  return out;
}

// Odd sizes, so that rows start anywhere, edges of tiles and of blocks (4, 8, 128), and none.
const sizes: [number, number, number][] = [
  [0, 3, 4],
  [3, 0, 4],
  [3, 4, 0],
  [1, 1, 1],
  [1, 70, 9],
  [2, 33, 70],
  [70, 1, 3],
];
for (let i = 0; i < 40; i++)
  sizes.push([0, 0, 0].map(() => Math.floor(Math.abs(next()) * 71)) as [number, number, number]);
sizes.push([9, 129, 13], [37, 300, 41], [6, 257, 140]);

describe.each(arithmetics)("arithmetic %s", (arithmetic, Type, precision) => {
  test("has the bits of sums one by one, in a heap, outside of it, and without kernels", () => {
    const heap = new Heap(2 ** 22);
    for (const size of sizes) {
      const [rows, inner, columns] = size;
      const a = Type.from(filled(rows * inner, next));
      const b = Type.from(filled(inner * columns, next));
      const expected = unsigned(written(arithmetic, a, b, size));
      for (const [layout, matmul] of Object.entries(layouts)) {
        const [left, right] = [
          layout === "TN" ? Type.from(transposed(a, rows, inner)) : a,
          layout === "NT" ? Type.from(transposed(b, inner, columns)) : b,
        ];
        const outside = new Type(rows * columns).fill(NaN);
        matmul(outside, left, right, rows, inner, columns, precision);
        const plain = new Type(rows * columns).fill(NaN);
        plainProduct(layout as "NN", arithmetic, plain, 0, left, 0, right, 0, rows, inner, columns);
        // In a heap, each next to guards, aligned to no more than an element.
        const step = Type.BYTES_PER_ELEMENT;
        const start = heap.allocate(step * (left.length + right.length + plain.length + 8));
        const view = new Type(heap.buffer, start, left.length + right.length + plain.length + 8).fill(7);
        const l = view.subarray(1, 1 + left.length);
        const r = view.subarray(3 + left.length, 3 + left.length + right.length);
        const inside = view.subarray(6 + left.length + right.length, 6 + view.length - 8);
        l.set(left as never);
        r.set(right as never);
        expect({ 32: singleIn, 64: mixedIn, Double: doubleIn }[arithmetic](heap)).toBeDefined();
        matmul(inside, l as never, r as never, rows, inner, columns, precision);
        for (const [where, found] of Object.entries({ outside, plain, inside }))
          expectEqual(unsigned(found), expected, `${layout} ${size} ${where}`);
        const guards = [0, 1 + l.length, 2 + l.length, 3 + l.length + r.length, view.length - 2, view.length - 1];
        expect(guards.map((i) => view[i])).toEqual([7, 7, 7, 7, 7, 7]);
        expectEqual([l, r], [left, right]);
        heap.free(start);
      }
    }
  });

  test("a product with its own transpose has the bits of the product, and nothing else is written", () => {
    for (const [rows, columns] of [
      [0, 3],
      [1, 1],
      [5, 2],
      [7, 9],
      [8, 70],
      [66, 31],
      [70, 129],
      [300, 5],
      [65, 65],
    ] as const) {
      const a = Type.from(filled(rows * columns, next));
      const [one, other] = [new Type(rows * rows), new Type(rows * rows)];
      gramRows(one, a, rows, columns, precision);
      matmulNT(other, a, a.slice(), rows, columns, rows, precision);
      expectEqual(one, other, `${rows} × ${columns}`);
      const [third, fourth] = [new Type(columns * columns), new Type(columns * columns)];
      gramColumns(third, a, rows, columns, precision);
      matmulTN(fourth, a, a.slice(), columns, rows, columns, precision);
      expectEqual(third, fourth, `${rows} × ${columns}`);
    }
  });

  test("NaN and infinity reach their sums, and no others", () => {
    const a = new Type(9 * 6).fill(1);
    const b = new Type(6 * 5).fill(1);
    a[2 * 6 + 3] = NaN;
    b[4 * 5 + 1] = Infinity;
    const out = new Type(45);
    matmulNN(out, a, b, 9, 6, 5, precision);
    const expected = Array.from({ length: 45 }, (_, i) => (Math.floor(i / 5) === 2 ? NaN : i % 5 === 1 ? Infinity : 6));
    expect(Array.from(out)).toEqual(expected);
  });
});

test("subnormal sums of float32 are 0", () => {
  const out = new Float32Array(9);
  const a = new Float32Array(9).fill(1e-20);
  for (const matmul of Object.values(layouts)) {
    matmul(out.fill(1), a, a.slice(), 3, 3, 3);
    expect(Array.from(out)).toEqual(new Array(9).fill(0));
    matmul(
      out.fill(1),
      a,
      a.map((x) => -x),
      3,
      3,
      3,
      "float64",
    );
    expect(Array.from(out)).toEqual(new Array(9).fill(0));
  }
});

test("names what does not fit", () => {
  const x = new Float32Array(6);
  const y = new Float64Array(6);
  const out = new Float32Array(4);
  expect(() => matmulNN(out, x, x, 2, 2, 2)).toThrow("matmulNN: a must have 2 × 2 = 4 elements, got 6");
  expect(() => matmulTN(out, x, new Float32Array(5), 2, 3, 2)).toThrow(
    "matmulTN: b must have 3 × 2 = 6 elements, got 5",
  );
  expect(() => matmulNT(x, x, x, 2, 3, 2)).toThrow("matmulNT: out must have 2 × 2 = 4 elements, got 6");
  expect(() => matmulNN(out, x, y as never, 2, 3, 2)).toThrow(
    "matmulNN: b must be a Float32Array, as out is, got Float64Array",
  );
  expect(() => matmulNN(x.subarray(2), x, x.slice(), 2, 3, 2)).toThrow("matmulNN: out and a must not share memory");
  expect(() => gramRows(x.subarray(2), x, 2, 3)).toThrow("gramRows: out and a must not share memory");
  expect(() => matmulNN(new Float64Array(4), y, y, 2, 3, 2, "float32")).toThrow(
    'precision must be "float64" for Float64Arrays',
  );
});

test("the modules of all arithmetics share a heap without touching each other's constants", () => {
  // Of sums that are subnormal, which constants find: instantiating another module must not have written over them.
  const [rows, inner, columns] = [20, 9, 20];
  const heap = new Heap(2 ** 20);
  const run = (arithmetic: "32" | "64" | "Double", Type: Float32ArrayConstructor | Float64ArrayConstructor) => {
    const length = rows * inner + inner * columns + rows * columns;
    const view = new Type(heap.buffer, heap.allocate(Type.BYTES_PER_ELEMENT * length), length);
    const a = view.subarray(0, rows * inner);
    const b = view.subarray(rows * inner, rows * inner + inner * columns);
    const out = view.subarray(rows * inner + inner * columns);
    for (const [i] of a.entries()) a[i] = (i % 7) * 2 ** -75;
    for (const [i] of b.entries()) b[i] = (i % 5) * 2 ** (-50 - (i % 4));
    matmulNN(out as never, a as never, b as never, rows, inner, columns, arithmetic === "64" ? "float64" : undefined);
    const plain = new Type(rows * columns);
    plainProduct("NN", arithmetic, plain, 0, a, 0, b, 0, rows, inner, columns);
    expect(plain.some((x) => x === 0) && plain.some((x) => x !== 0)).toBe(true);
    expectEqual(out, plain, arithmetic);
  };
  for (let i = 0; i < 2; i++) for (const [arithmetic, Type] of arithmetics) run(arithmetic, Type);
});
