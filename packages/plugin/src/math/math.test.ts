import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cbrt } from "./cbrt.ts";
import { exp, exp32 } from "./exp.ts";
import { log, log32 } from "./log.ts";
import { pow } from "./pow.ts";
import { EXP2, EXP2_TAIL, LOG_C, LOG_C_TAIL } from "./tables.ts";
import { cos, sin } from "./trig.ts";

/** Made by reference.py. */
const reference: Record<string, string[][]> = JSON.parse(
  readFileSync(new URL("reference.json", import.meta.url), "utf8"),
);

const view = new DataView(new ArrayBuffer(8));

function float32(bits: string): number {
  view.setUint32(0, Number.parseInt(bits, 16));
  return view.getFloat32(0);
}

function float64(bits: string): number {
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}

/** The distance from a normal float64 to the next one away from 0. */
function ulp(x: number): number {
  view.setFloat64(0, Math.abs(x));
  const bits = view.getBigUint64(0);
  view.setBigUint64(0, bits + 1n);
  const next = view.getFloat64(0);
  return next === Number.POSITIVE_INFINITY ? ulp(x / 2) * 2 : next - Math.abs(x);
}

describe("exp32", () => {
  it.each(reference.exp32!)("has the bits of glibc's expf at %s", (x, y) => {
    expect(exp32(float32(x!))).toBe(float32(y!));
  });

  it("rounds its argument to float32", () => {
    expect(exp32(0.1)).toBe(exp32(Math.fround(0.1)));
  });
});

describe.each([
  ["exp", exp, 0.53],
  ["log", log, 0.51],
  ["sin", sin, 0.8],
  ["cos", cos, 0.8],
  ["cbrt", cbrt, 0.67],
  ["pow", pow, 0.55],
] as const)("%s", (name, f, most) => {
  it.each(reference[name]!)(`is within ${most} ulp at %s`, (x, high, low, exponent) => {
    const y = f(float64(x!), exponent === undefined ? Number.NaN : float64(exponent));
    const error = y - float64(high!) - float64(low!);
    expect(Math.abs(error) / ulp(float64(high!))).toBeLessThan(most);
  });
});

it.each([
  ["EXP2", EXP2, EXP2_TAIL],
  ["LOG_C", LOG_C, LOG_C_TAIL],
])("the table %s, and what it lacks, have the bits of far more digits", (name, table, tail) => {
  const rows = reference[`tables.${name}`]!;
  expect([...table]).toEqual(rows.map(([high]) => float64(high!)));
  expect([...tail]).toEqual(rows.map(([, low]) => float64(low!)));
});

it("log32 is log rounded once", () => {
  for (const [x] of reference.log!) expect(log32(float64(x!))).toBe(Math.fround(log(Math.fround(float64(x!)))));
});

describe("the limits", () => {
  it.each([
    [exp, Number.NaN, Number.NaN],
    [exp, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [exp, Number.NEGATIVE_INFINITY, 0],
    [exp, -0, 1],
    [exp, 709.7827128933841, Number.POSITIVE_INFINITY],
    [exp, -745.1332191019411, 5e-324],
    [exp, -745.1332191019412, 0],
    [log, 0, Number.NEGATIVE_INFINITY],
    [log, -0, Number.NEGATIVE_INFINITY],
    [log, 1, 0],
    [log, -1, Number.NaN],
    [log, Number.NaN, Number.NaN],
    [log, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [log, Number.NEGATIVE_INFINITY, Number.NaN],
    [log32, 0, Number.NEGATIVE_INFINITY],
    [log32, -1e-30, Number.NaN],
    [sin, 0, 0],
    [sin, -0, -0],
    [sin, 5e-324, 5e-324],
    [sin, Number.NaN, Number.NaN],
    [sin, Number.POSITIVE_INFINITY, Number.NaN],
    [cos, -0, 1],
    [cos, Number.NEGATIVE_INFINITY, Number.NaN],
    [cbrt, -0, -0],
    [cbrt, 0, 0],
    [cbrt, -27, -3],
    [cbrt, Number.NaN, Number.NaN],
    [cbrt, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ] as const)("%o(%d) = %d", (f, x, y) => {
    expect(f(x)).toBe(y);
  });
});

it("sin is odd and cos is even, to the bit", () => {
  for (const [x] of reference.sin!) {
    expect(sin(-float64(x!))).toBe(-sin(float64(x!)));
    expect(cos(-float64(x!))).toBe(cos(float64(x!)));
  }
});

it("gives the same bits in every engine: 100,000 values of each, by their hash", () => {
  const values = new DataView(new ArrayBuffer(8 * 600_000));
  for (let i = 0; i < 100_000; i++) {
    const x = ((i * 7919) % 100_003) / 100_003;
    const ys = [exp32(200 * x - 108), exp(1500 * x - 750), log(x * 10), log32(x), sin(x * 1e5 - 5e4), cos(x * 50 - 25)];
    for (const [f, y] of ys.entries()) values.setFloat64(8 * (6 * i + f), y);
  }
  expect(createHash("sha256").update(values).digest("hex")).toBe(
    "0ca3a8773a3ff47036b7c1e01e7a2faa5bfee5c55fd3c7a87b53204e88b2f93d",
  );
});

describe("pow", () => {
  const values = [0, 1e-320, 0.3, 0.5, 1, 1.5, 2, 3, 4, 1e10, 2 ** 53, 1e300, Infinity].flatMap((x) => [x, -x]);
  const limits = [NaN, ...values];

  it("has the special values of IEEE 754", () => {
    for (const x of limits)
      for (const y of limits) {
        const expected = x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : x ** y;
        const special = !Number.isFinite(expected) || Math.abs(expected) === 1 || expected === 0;
        if (special) expect(pow(x, y), `${x} ** ${y}`).toBe(expected);
        else expect(pow(x, y) / expected, `${x} ** ${y}`).toBeCloseTo(1, 10);
      }
  });

  it("is exact where a float64 is the result", () => {
    for (let n = 0; n <= 22; n++) expect(pow(10, n)).toBe(Number(`1e${n}`));
    for (let n = -1074; n < 1024; n++) {
      expect(pow(2, n)).toBe(Number.parseFloat(n < 0 ? `${powerText(n)}` : String(2n ** BigInt(n))));
      expect(pow(4, n / 2)).toBe(pow(2, n));
    }
    for (const [x] of reference.log!) expect(pow(float64(x!), 1)).toBe(float64(x!));
    for (let n = 1; n < 1000; n++) expect(pow(n * n, 0.5)).toBe(n);
  });
  function powerText(n: number): number {
    let power = 1;
    for (let i = n; i < 0; i++) power /= 2;
    return power;
  }

  it("overflows and underflows where float64 does", () => {
    expect([pow(2, 1024), pow(2, 1023), pow(0.5, 1074), pow(0.5, 1076)]).toEqual([Infinity, 2 ** 1023, 5e-324, 0]);
    expect([pow(-2, 1025), pow(-0.5, 1077), pow(1 - 2 ** -53, 1e300)]).toEqual([-Infinity, -0, 0]);
  });
});

it("the root of a cube is exact", () => {
  for (let n = 1; n < 5000; n++) expect(cbrt(n * n * n)).toBe(n);
});
