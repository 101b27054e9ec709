import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { normals } from "./random.ts";
import { threefry } from "./random-normals.ts";

const mean = (x: ArrayLike<number>, of: (x: number, i: number) => number) => {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += of(x[i]!, i);
  return sum / x.length;
};

describe("Threefry-2x32", () => {
  // The known answers of its authors' Random123: key, counter, result; each word pair the lower first.
  it.each([
    [
      [0, 0],
      [0, 0],
      [0x6b200159, 0x99ba4efe],
    ],
    [
      [0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x1cb996fc, 0xbb002be7],
    ],
    [
      [0x13198a2e, 0x03707344],
      [0x243f6a88, 0x85a308d3],
      [0xc4923a9c, 0x483df7a0],
    ],
  ])("of the key %o", (key, counter, expected) => {
    const words = Uint32Array.from(counter);
    threefry(words, Uint32Array.from(key));
    expect([...words]).toEqual(expected);
  });
});

describe("normals", () => {
  it.each([
    // Seed, index, and the number from Threefry in whole numbers and 60-digit arithmetic.
    [0, 0, -0.4116069057099757],
    [0, 1, 0.9564104037503304],
    [0, 2, -0.17882175885752338],
    [1, 0, 1.4587897283796745],
    [2 ** 32, 0, -0.02709569544072774],
    [2 ** 53 - 1, 5, 2.273297829494858],
    [7, 2 ** 33 + 1, -0.3659545948073878],
  ])("of seed %d have at %d %d", (seed, i, expected) => {
    expect(Math.abs(normals(seed, i, 1)[0]! - expected)).toBeLessThan(2e-15);
  });

  it("depend on seed and index alone, however they are drawn", () => {
    const all = normals(3, 0, 60);
    for (let from = 0; from <= 8; from++)
      for (let length = 0; length <= 9; length++)
        expect(normals(3, from, length)).toEqual(all.slice(from, from + length));
    expect(normals(4, 0, 60)).not.toEqual(all);
  });

  it("are the same bits in every engine", () => {
    const drawn = normals(5, 1001, 50_000);
    const bits = new DataView(new ArrayBuffer(8 * drawn.length));
    for (const [i, x] of drawn.entries()) bits.setFloat64(8 * i, x);
    expect(createHash("sha256").update(bits).digest("hex")).toBe(
      "defdbb7e5168875510337b67ec9a6b4e5f83f5d02729701e770afe8528e9680f",
    );
  });

  it("are standard normals: moments, tails, and none is beyond 8.6", () => {
    const n = 400_000;
    const x = normals(11, 0, n);
    const sigmas = (value: number, expected: number, variance: number) =>
      expect(Math.abs(value - expected) * Math.sqrt(n / variance)).toBeLessThan(4);
    sigmas(
      mean(x, (v) => v),
      0,
      1,
    );
    sigmas(
      mean(x, (v) => v * v),
      1,
      2,
    );
    sigmas(
      mean(x, (v) => v ** 3),
      0,
      15,
    );
    sigmas(
      mean(x, (v) => v ** 4),
      3,
      96,
    );
    for (const [beyond, share] of [
      [0.5, 0.6170750774519738],
      [1, 0.31731050786291415],
      [2, 0.04550026389635842],
      [3, 0.0026997960632601866],
    ] as const)
      sigmas(
        mean(x, (v) => +(Math.abs(v) > beyond)),
        share,
        share * (1 - share),
      );
    expect(x.every((v) => Math.abs(v) < 8.6)).toBe(true);
  });

  it("are independent: of their neighbours, and of other seeds'", () => {
    const n = 200_000;
    const x = normals(0, 0, n + 3);
    const others = [1, 2, 3].map((lag) => x.subarray(lag));
    others.push(...[1, 2, 2 ** 31, 2 ** 32, 2 ** 52].map((seed) => normals(seed, 0, n)));
    for (const y of others)
      for (const of of [(v: number, w: number) => v * w, (v: number, w: number) => ((v * v - 1) * (w * w - 1)) / 2]) {
        const correlation = mean(x.subarray(0, n), (v, i) => of(v, y[i]!));
        expect(Math.abs(correlation) * Math.sqrt(n)).toBeLessThan(4);
      }
  });

  it("refuses what is no seed, place or length", () => {
    for (const value of [-1, 0.5, NaN, 2 ** 53, "1", null, undefined])
      for (const [i, name] of ["seed", "from", "length"].entries()) {
        const given = [0, 0, 0].map((zero, j) => (i === j ? value : zero)) as [number, number, number];
        expect(() => normals(...given)).toThrow(`normals: ${name} must be a whole number ≥ 0, got `);
      }
  });
});
