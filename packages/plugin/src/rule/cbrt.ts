import { bits, does, inFloat64, lanes } from "./float64.ts";
import type { Operation } from "./operations.ts";
import { type Code, get, set, whole } from "./wasm.ts";

/** A third of 1's exponent less of it, so that a third of a float64's upper bits and this are nearly its cube root's. */
const third = 715094163;
/** What approximates 1 / ∛r for r near 1, from r⁰ to r⁴. */
const polynomial = [
  1.87595182427177, -1.8849797954337717, 1.6214297201053545, -0.758397934778766, 0.14599619288661245,
] as const;
/** Subnormal numbers are enlarged, so that their exponents say what they are, and their roots made smaller again. */
const [least, larger, smaller] = [2 ** -1022, 2 ** 54, 2 ** -18] as const;
/** 2²⁷ + 1 cuts a number down to 26 bits, whose square is exact. */
const split = 134217729;

/**
 * ∛x in float64, at most 0.67 units in the last place from the true one, with the same bits in every engine: `Math.cbrt`
 * differs between them. A third of the exponent, a polynomial to 23 bits, and one step of Halley's method.
 *
 * Source: `cbrt` of FreeBSD's msun (K. C. Ng; polynomial: D. Schultz, B. Evans), without branches for WebAssembly's sake, so
 * that the third is one of shifts.
 */
function root(x: number): number {
  const size = Math.abs(x);
  const y = size < least ? size * larger : size;
  bits.setFloat64(0, y);
  let n = bits.getInt32(0);
  n = (n >>> 2) + (n >>> 4);
  n += n >>> 4;
  n += n >>> 8;
  n += n >>> 16;
  bits.setInt32(0, n + third);
  bits.setInt32(4, 0);
  const rough = bits.getFloat64(0);
  const r = rough * rough * (rough / y);
  const [p0, p1, p2, p3, p4] = polynomial;
  const better = rough * (p0 + r * (p1 + r * (p2 + r * (p3 + r * (p4 + r * 0)))));
  const cut = better * split;
  const s = cut - (cut - better);
  const quotient = y / (s * s);
  const found = s + s * ((quotient - s) / (s + s + quotient));
  const scaled = size < least ? found * smaller : found;
  return x + x === x ? x : x < 0 ? -scaled : scaled;
}

const [abs, add, sub, mul, div] = [0xec, 0xf0, 0xf1, 0xf2, 0xf3];
const [less, equal, or, xor, choose] = [0x49, 0x47, 0x50, 0x51, 0x52];
const [shiftUp, shiftDown, addWhole] = [0xcb, 0xcd, 0xce];

/** i64.const of `third`, in both lanes. */
const thirds: Code = [0x42, [0, 7, 14, 21].map((at) => ((third >> at) & 127) | 128), third >> 28, 0xfd, 0x12];

/**
 * The same as `root` of the two float64 in the local `from`, left on the stack. It takes the three locals after it.
 * @param single whether they have been float32: then none of them is subnormal
 */
function vectorRoot(from: number, single: boolean): Code {
  const [x, y, t, r] = [0, 1, 2, 3].map((i) => get(from + i)) as [Code, Code, Code, Code];
  const [toY, toT, toR] = [1, 2, 3].map((i) => set(from + i)) as [Code, Code, Code];
  const small = does(less, does(abs, x), lanes(least));
  const down = (value: Code, places: number) => does(shiftDown, [value, whole(places)]);
  const [first, ...more] = polynomial.toReversed().map(lanes) as [Code, ...Code[]];
  const series = more.reduce((sum, p) => does(add, p, does(mul, r, sum)), first);
  return [
    [single ? does(abs, x) : does(choose, does(mul, does(abs, x), lanes(larger)), does(abs, x), small), toY],
    [does(addWhole, down(y, 34), down(y, 36)), toT],
    [4, 8, 16].map((places) => [does(addWhole, t, down(t, places)), toT]),
    [does(shiftUp, [does(addWhole, t, thirds), whole(32)]), toT],
    [does(mul, does(mul, t, t), does(div, t, y)), toR],
    [does(mul, t, series), toT],
    [does(mul, t, lanes(split)), toR],
    [does(sub, r, does(sub, r, t)), toT],
    [does(div, y, does(mul, t, t)), toR],
    [does(add, t, does(mul, t, does(div, does(sub, r, t), does(add, does(add, t, t), r)))), toT],
    single ? [] : [does(choose, does(mul, t, lanes(smaller)), t, small), toT],
    does(choose, x, does(or, t, does(xor, x, does(abs, x))), does(equal, does(add, x, x), x)),
  ];
}

/** For rules that call `Math.cbrt` of elements: of float32, the float64 root, rounded. */
export const cbrt: Operation = /* @__PURE__ */ inFloat64(root, vectorRoot, 4);
