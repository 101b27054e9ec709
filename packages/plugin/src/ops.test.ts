import vm from "node:vm";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FloatArray } from "./contract.ts";
import { Heap } from "./heap.ts";
import { zeros } from "./ops/lanes.ts";
import { intoLanes, largest } from "./ops/reductions-simd.ts";
import { ops, portableOps } from "./ops.ts";

const both = { ops, portableOps };

const special = [0, -0, 1e-45, -1e-45, 1.1754944e-38, 3.4e38, -3.4e38, 1 / 0, -1 / 0, NaN];

/** Numbers from a seed: of all magnitudes, and now and then, if asked for, a special value. */
function numbers(seed: number, length: number, specials = false, type = Float32Array) {
  let state = seed * 2 + 1;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return type.from({ length }, () => {
    const x = (next() - 0.5) * 2 ** Math.floor(next() * 40 - 20);
    return specials && next() < 0.02 ? special[Math.floor(next() * special.length)]! : x;
  });
}

const types = [Float32Array, Float64Array as unknown as Float32ArrayConstructor];
const typeOf = (values: Float32Array) => values.constructor as Float32ArrayConstructor;

/** Two heaps in turn, so that arrays lie in one, and in both; what `map` sums by is given back when it has been collected. */
const heaps = [new Heap(2 ** 25), new Heap(2 ** 25)] as const;
/** The blocks of the last arrays there: no test has more of them at a time. */
const blocks: [heap: Heap, offset: number][] = [];
let taken = 0;

/** Where an array can lie: where it is, at an odd place in a heap, at an odd place in a plain buffer. */
const placements: readonly ((values: Float32Array) => Float32Array)[] = [
  (values) => values,
  (values) => {
    const bytes = typeOf(values).BYTES_PER_ELEMENT;
    if (blocks.length === 8) {
      const [heap, offset] = blocks.shift()!;
      heap.free(offset);
    }
    const heap = heaps[taken++ % 2]!;
    const offset = heap.allocate(values.byteLength + bytes);
    blocks.push([heap, offset]);
    const array = new (typeOf(values))(heap.buffer, offset + bytes, values.length);
    array.set(values);
    return array;
  },
  (values) => {
    const array = new (typeOf(values))(values.length + 3).subarray(3);
    array.set(values);
    return array;
  },
];
const places = (values: Float32Array) => placements.map((place) => place(values));

/** What `sum` is defined as, word for word. */
function sumByDefinition(x: readonly number[]) {
  const a = new Float64Array(8);
  for (const [i, value] of x.entries()) a[i % 8]! += value;
  return a[0]! + a[1]! + (a[2]! + a[3]!) + (a[4]! + a[5]! + (a[6]! + a[7]!));
}

function expectSame(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string) {
  if (actual.length !== expected.length) throw new Error(`${what}: ${actual.length} of ${expected.length}`);
  for (let i = 0; i < expected.length; i++)
    if (!Object.is(actual[i], expected[i])) throw new Error(`${what}: [${i}] is ${actual[i]}, not ${expected[i]}`);
}

const some = process.env.DOWNHILL_THOROUGH ? 68 : 18;
const lengths = [
  ...Array(some).keys(),
  67,
  255,
  ...Array.from({ length: some }, (_, i) => 256 + i),
  1023,
  1027,
  4096,
  4103,
  9001,
];

describe("reductions", () => {
  it.each(types.flatMap((type) => [false, true].map((specials) => [type.name, specials, type] as const)))(
    "of %s follow their definition bit for bit wherever the arrays lie (special values: %s)",
    (_, specials, type) => {
      for (const n of lengths) {
        const [x, y] = [numbers(n, n, specials, type), numbers(n + 1, n, specials, type)];
        const products = Array.from(x, (v, i) => v * y[i]!);
        const largest = x.reduce((max, v) => Math.max(max, Math.abs(v)), 0);
        const [squares, sizes] = [Array.from(x, (v) => v * v), Array.from(x, Math.abs)];
        for (const [name, { sum, sumAbs, dot, norm, maxAbs }] of Object.entries(both))
          for (const [i, xs] of places(x).entries()) {
            const results = [sum(xs), sumAbs(xs), norm(xs), maxAbs(xs), ...places(y).map((ys) => dot(xs, ys))];
            const dots = new Array(3).fill(sumByDefinition(products));
            const root = Math.sqrt(sumByDefinition(squares));
            const expected = [sumByDefinition([...x]), sumByDefinition(sizes), root, largest, ...dots];
            expectSame(results, expected, `${name}, ${n} elements, place ${i}`);
          }
      }
    },
  );

  it.each(types)("of $name are the same in WebAssembly from the first element on, on top of what is there", (type) => {
    for (let n = 0; n <= 64; n += 8)
      for (const x of places(numbers(n, n, false, type))) {
        const lanes = (name: "sum" | "sumAbs" | "dot", ...arrays: FloatArray[]) => {
          const lanes = zeros().map((_, i) => i);
          intoLanes(name, type, arrays, n, lanes);
          return lanes;
        };
        const lane = (of: (x: number) => number) => [...Array(8).keys()].map((i) => sumOf(x, i, of));
        expectSame(
          lanes("sum", x),
          lane((v) => v),
          "sum",
        );
        expectSame(lanes("sumAbs", x), lane(Math.abs), "sumAbs");
        expectSame(
          lanes("dot", x, x),
          lane((v) => v * v),
          "dot",
        );
        expect([...largest(type, [x], n)].reduce((a, b) => Math.max(a, b))).toBe(portableOps.maxAbs(x));
      }
    function sumOf(x: FloatArray, lane: number, of: (x: number) => number) {
      let sum = lane;
      for (let i = lane; i < x.length; i += 8) sum += of(x[i]!);
      return sum;
    }
  });

  it("stay within n roundings of the exact sum", () => {
    const values = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { maxLength: 600 });
    const exactly = (x: number) => BigInt(x * 2 ** 149);
    fc.assert(
      fc.property(values, (list) => {
        const exact = Number(list.reduce((sum, x) => sum + exactly(x), 0n)) / 2 ** 149;
        const bound = list.reduce((sum, x) => sum + Math.abs(x), 0) * (list.length + 1) * 2 ** -53;
        for (const { sum } of Object.values(both))
          expect(Math.abs(sum(Float32Array.from(list)) - exact)).toBeLessThanOrEqual(bound);
      }),
    );
  });

  it("take float64 too, and refuse what does not match", () => {
    const x = Float64Array.from({ length: 1500 }, (_, i) => 1 / (i + 1));
    for (const { sum, dot, norm, maxAbs } of Object.values(both)) {
      expect(sum(x)).toBe(sumByDefinition([...x]));
      expect(norm(x)).toBe(Math.sqrt(dot(x, x)));
      expect(maxAbs(x.map((v) => -v))).toBe(1);
      expect(() => dot(new Float32Array(3), new Float32Array(4))).toThrow(
        "ops.dot: x is a Float32Array of length 3, but y is a Float32Array of length 4",
      );
      expect(() => dot(new Float32Array(3), new Float64Array(3))).toThrow("y is a Float64Array of length 3");
    }
  });
});

describe("map", () => {
  const rule = ({ w, g }: Record<"w" | "g", number>, { lr }: { lr: number }) => ({ w: w - lr * g });

  it("gives the same bits wherever the arrays lie", () => {
    for (const n of lengths) {
      const [w, g] = [numbers(n, n, true), numbers(n + 1, n, true)];
      const expected = w.map((v, i) => v - Math.fround(Math.fround(0.1) * g[i]!));
      for (const [name, { map }] of Object.entries(both))
        for (const [i, ws] of places(w.slice()).entries())
          for (const gs of places(g)) {
            const before = ws.slice();
            map(rule, { w: ws, g: gs }, { lr: 0.1 });
            expectSame(ws, expected, `${name}, ${n} elements, place ${i}`);
            ws.set(before);
          }
    }
  });

  it("takes rules written where they are used, other arrays for the same rule, and float64", () => {
    for (const { map } of Object.values(both)) {
      const w = Float64Array.of(1, 2);
      for (const lr of [1, 2]) map(({ w }, { lr }) => ({ w: w + lr }), { w }, { lr });
      expect(w).toEqual(Float64Array.of(4, 5));
      const [u, v, g] = [Float32Array.of(1), Float32Array.of(2), Float32Array.of(1)];
      for (const array of [u, v, u]) map(rule, { w: array, g }, { lr: 1 });
      for (const other of [u, v]) map(rule, { w: g, g: other }, { lr: 1 });
      expect([u, v, g]).toEqual([Float32Array.of(-1), Float32Array.of(1), Float32Array.of(1)]);
    }
  });

  it("gives overlapping arrays the same bits on both paths", () => {
    for (const place of placements) {
      const [a, b] = [place(numbers(3, 1300)), place(numbers(3, 1300))];
      const shifted = (x: Float32Array) => ({ w: x.subarray(1), g: x.subarray(0, 1299) });
      ops.map(rule, shifted(a), { lr: 0.5 });
      portableOps.map(rule, shifted(b), { lr: 0.5 });
      expectSame(a, b, "shifted by one");
    }
  });

  it.each(types)("sums what is returned that is no array, of %o", (type) => {
    for (const n of [...Array(20).keys(), 700, 4095, 4096, 4101, 9001]) {
      const [w, g] = [numbers(n, n, true, type), numbers(n + 1, n, true, type)];
      const rounded = (of: (w: number, g: number) => number) => Array.from(type.from(w, (w, i) => of(w, g[i]!)));
      const moved = type.from(rounded((w, g) => w - g));
      const expected = [sumByDefinition(rounded((w) => w * w)), sumByDefinition(rounded((w, g) => Math.max(w, g)))];
      for (const [name, { map }] of Object.entries(both))
        for (const [i, ws] of places(w.slice()).entries())
          for (const gs of places(g)) {
            for (let twice = 0; twice < 2; twice++) {
              ws.set(w);
              const { squares, larger } = map(({ w, g }) => ({ w: w - g, squares: w * w, larger: Math.max(w, g) }), {
                w: ws,
                g: gs,
              });
              expectSame([squares, larger], expected, `${name}, ${n} elements, place ${i}`);
              expectSame(ws, moved, `${name}, ${n} elements, place ${i}`);
            }
            ws.set(w);
          }
    }
  });

  it("knows a rule again by its function, for the names that it was called with", () => {
    for (const { map } of Object.values(both)) {
      const [w, g] = [Float32Array.of(1), Float32Array.of(2)];
      const rule = ({ w, g }: Record<"w" | "g", number>, { lr }: { lr: number }) => ({ w: w + lr * g });
      map(rule, { w, g }, { lr: 1 });
      map(rule, { g, w }, { lr: 2 });
      map(rule, { w, g, m: w } as never, { lr: 1, t: 3 } as never);
      expect(w[0]).toBe(9);
    }
  });

  it("refuses arrays of different kinds", () => {
    const arrays = { w: new Float32Array(3), g: new Float32Array(2) };
    expect(() => ops.map(rule, arrays, { lr: 1 })).toThrow(
      "w is a Float32Array of length 3, but g is a Float32Array of",
    );
  });
});

describe.each(Object.entries(both))("%s with another realm's arrays", (_, ops) => {
  it("does what it does with our own", () => {
    const foreign = vm.runInNewContext("Float32Array") as Float32ArrayConstructor;
    const [x, y] = [numbers(1, 1500), numbers(2, 1500)];
    const [a, b] = [foreign.from(x), foreign.from(y)];
    expect([ops.sum(a), ops.norm(a), ops.maxAbs(a)]).toEqual([ops.sum(x), ops.norm(x), ops.maxAbs(x)]);
    expect([ops.dot(a, b), ops.dot(x, b)]).toEqual([ops.dot(x, y), ops.dot(x, y)]);
    for (const [u, v] of [
      [a, b],
      [x, y],
    ] as const)
      ops.map(({ u, v }) => ({ u: u - v }), { u, v });
    expect([...a]).toEqual([...x]);
    expect(() => ops.dot(a, new Float64Array(1500))).toThrow(/x is a Float32Array .* but y is a Float64Array/);
  });
});
