import { log32, wideExp, wideLog } from "@downhill/plugin/math";
import { describe, expect, test } from "vitest";
import { tries } from "../../test/fuzz.ts";
import { wideLog1p } from "./wide.ts";

/** Small and large, and everything in between. */
function spread(low: number, high: number): number[] {
  const even = Array.from({ length: 20_001 }, (_, i) => low + ((high - low) * i) / 20_000);
  const small = Array.from({ length: 200 }, (_, i) => 10 ** (-i / 20)).flatMap((x) => [x, -x]);
  return [...even, ...small].filter((x) => x >= low && x <= high && x !== 0);
}

// Math's own functions are within an ulp of float64 everywhere.
test.each<[string, (x: number) => number, (x: number) => number, number, number]>([
  ["exp", wideExp, Math.exp, -104, 88],
  ["log1p", wideLog1p, Math.log1p, 0, 1],
])("%s is within 2^-29 of its value", (_, f, exact, low, high) => {
  const wrong = spread(low, high).filter((x) => !(Math.abs(f(x) / exact(x) - 1) < 2 ** -29));
  expect(wrong.map((x) => `${x}: ${f(x)} for ${exact(x)}`)).toEqual([]);
});

const COUNT = tries(200_000);
/** From 0 up to 1, another one for each i. */
const fraction = (i: number) => ((i * 2654435761) % 2 ** 32) / 2 ** 32;

describe("ln", () => {
  test("of a float32 is within 2^-51 of its value, and of a float64 unless that is near 0", () => {
    const wrong: string[] = [];
    for (let i = 0; i < COUNT; i++) {
      const x = Math.fround((1 + fraction(i)) * 2 ** ((i % 270) - 145));
      if (!(Math.abs(wideLog(x) / Math.log(x) - 1) <= 2 ** -51)) wrong.push(`${x}`);
      const y = x * (1 + 1 / 3);
      const exact = Math.log(y);
      if (!(Math.abs(wideLog(y) - exact) <= 2 ** -51 * Math.max(1, Math.abs(exact)))) wrong.push(`${y}`);
    }
    expect(wrong).toEqual([]);
    expect([wideLog(1), wideLog(Number.NaN)]).toEqual([0, Number.NaN]);
  });

  test("rounded, of a probability, is log32", () => {
    const wrong: number[] = [];
    for (let i = 0; i < COUNT; i++) {
      const p = Math.fround(1e-7 + fraction(i) ** (1 + (i % 5)) * (1 - 2e-7));
      if (!Object.is(Math.fround(wideLog(p)), log32(p))) wrong.push(p);
    }
    expect(wrong).toEqual([]);
  });
});
