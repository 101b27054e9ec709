import { describe, expect, it } from "vitest";
import { compile } from "./compile.ts";

const special = [0, -0, 1, -1, 0.1, 1e-45, -1e-40, 3.4e38, Infinity, -Infinity, NaN, 16777217];

/** Applies a rule to all pairs of special values, in float64, through the program and directly. */
function both(rule: (e: Record<"w" | "g", number>, h: { lr: number }, t: number) => { w: number }) {
  const pairs = special.flatMap((w) => special.map((g) => ({ w, g })));
  const arrays = { w: Float64Array.from(pairs, ({ w }) => w), g: Float64Array.from(pairs, ({ g }) => g) };
  const program = compile(rule, ["w", "g"], ["lr"]);
  program.prepare({ lr: 0.1 }, 3);
  program.run({ arrays, type: Float64Array, length: pairs.length });
  return [[...arrays.w], pairs.map((pair) => rule(pair, { lr: 0.1 }, 3).w)];
}

describe("compile", () => {
  it.each([
    ["add", both(({ w, g }) => ({ w: w + g }))],
    ["sub, neg", both(({ w, g }) => ({ w: -w - g }))],
    ["mul", both(({ w, g }, { lr }) => ({ w: w * g * lr }))],
    ["div", both(({ w, g }) => ({ w: w / g }))],
    ["min", both(({ w, g }) => ({ w: Math.min(w, g) }))],
    ["max", both(({ w, g }) => ({ w: Math.max(w, g) }))],
    ["sqrt, abs", both(({ w, g }) => ({ w: Math.sqrt(Math.abs(w)) + Math.sqrt(g) }))],
    ["sign", both(({ w, g }) => ({ w: Math.sign(w) * g }))],
    ["comparison", both(({ w, g }) => ({ w: w < g ? 1 : w <= g ? 2 : w >= g ? 3 : w === g ? 4 : w !== g ? 5 : 6 }))],
    ["logic", both(({ w, g }) => ({ w: (w > 0 && !(g > 0)) || w < -1 ? w : g }))],
    ["powers", both(({ g }, { lr }, t) => ({ w: g ** 2 / (1 - lr ** t) }))],
    ["branches decided once a step", both(({ w, g }, { lr }, t) => ({ w: t === 3 && w > g ? w : lr > 1 ? g : -g }))],
    ["a negated scalar condition", both(({ w, g }, { lr }) => ({ w: !(lr > 0 || w > g) ? w : g }))],
    ["a constant", both(() => ({ w: 2 }))],
  ])("computes as JavaScript does: %s", (_, [actual, expected]) => {
    expect(actual).toEqual(expected);
  });

  it("rounds to float32 at every operation, scalars where they meet an element", () => {
    const w = Float32Array.of(0.1, 1 / 3, 1e-30, 16777216);
    const g = Float32Array.of(0.7, 3, 1e-10, 1);
    const expected = w.map((x, i) => {
      const product = Math.fround(Math.fround(1 - 0.9) * g[i]!);
      return Math.fround(Math.fround(x + product) / Math.fround(0.3));
    });
    const program = compile(
      ({ w, g }: Record<string, number>, { b }: { b: number }) => ({ w: (w! + (1 - b) * g!) / 0.3 }),
      ["w", "g"],
      ["b"],
    );
    program.prepare({ b: 0.9 }, 1);
    program.run({ arrays: { w, g }, type: Float32Array, length: 4 });
    expect(w).toEqual(expected);
  });

  it("does not read or write what a decided branch leaves out", () => {
    const program = compile(
      ({ w, g, v }: { w: number; g: number; v: number }, { mu }: { mu: number }) => ({
        v: mu === 0 ? v : mu * v + g,
        w: w - g,
      }),
      ["w", "g", "v"],
      ["mu"],
    );
    program.prepare({ mu: 0 }, 1);
    program.run({ arrays: { w: new Float32Array(3), g: new Float32Array(3) }, type: Float32Array, length: 3 }); // there is no v to touch
  });
});
