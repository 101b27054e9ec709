import { expectEqual } from "@downhill/config/testing/equal.ts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Heap } from "../heap.ts";
import { exp as precise } from "../math/index.ts";
import { compile } from "./compile.ts";
import { exp } from "./exp.ts";

const power = (x: number) => exp.number(x, x, x);

/** Whether it is within two units in the last place of the precise one. */
function isNear(x: number): boolean {
  const [y, expected] = [power(x), precise(x)];
  return y === expected || Math.abs(y - expected) <= Math.max(expected * 2.3e-16 * 2, 5e-324);
}

describe("exp", () => {
  it("is within two units in the last place of the precise one, for numbers of all magnitudes", () => {
    const numbers = fc.oneof(
      fc.double({ min: -746, max: 710, noNaN: true }),
      fc.double({ min: -1, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(numbers, (x) => isNear(x)),
      { numRuns: 3000 },
    );
    const powers = Array.from({ length: 2098 }, (_, i) => (i - 1074) * Math.LN2);
    expect(powers.filter((x) => !isNear(x))).toEqual([]);
  });

  it("has the limits of the true one", () => {
    const pairs = [
      [0, 1],
      [-0, 1],
      [Infinity, Infinity],
      [-Infinity, 0],
      [NaN, NaN],
      [709.79, Infinity],
      [-746, 0],
      [1e300, Infinity],
    ];
    for (const [x, y] of pairs) expect(power(x!)).toBe(y);
  });

  it("has the same bits in WebAssembly, of float64 and of float32", () => {
    const numbers = [
      0,
      -0,
      1,
      -1,
      Infinity,
      -Infinity,
      NaN,
      88.7,
      -103.9,
      709.7,
      709.79,
      -708.5,
      -745.1,
      -746,
      5e-324,
      1e300,
    ];
    for (let i = 0; i < 4000; i++) numbers.push((i - 2000) * 0.3754321, (i - 2000) * 1.1e-3);
    for (const type of [Float32Array, Float64Array]) {
      const program = compile(({ w }: Record<string, number>) => ({ w: Math.exp(w!) }), ["w", "g"], [], [], "", {
        exp,
      });
      program.prepare({}, 1);
      const [fused, plain] = [new Heap(1 << 20), undefined].map((heap) => {
        const w = type.from(numbers);
        program.run({ arrays: { w }, type, length: w.length, heap });
        return w;
      });
      expectEqual(fused!, plain!);
      expectEqual(plain!, type.from(numbers).map(power as never));
    }
  });
});
