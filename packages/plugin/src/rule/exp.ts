import { bits, does, inFloat64, lanes } from "./float64.ts";
import type { Operation } from "./operations.ts";
import { type Code, get, set, whole } from "./wasm.ts";

/** Below is 0, above is Infinity; and so they are in float32, where 2ᵏ is a normal float64 for all between. */
const [lowest, highest] = [-746, 710] as const;
const [lowestSingle, highestSingle] = [-110, 90] as const;
/** Adding and subtracting 1.5·2⁵² rounds to the nearest whole number, which is in the sum's lower bits then. */
const round = 6755399441055744;
const perLn2 = Math.LOG2E;
/** The first 33 bits of ln 2, so that whole multiples are exact, and the rest. */
const [ln2High, ln2Low] = [0.6931471803691238, 1.9082149292705877e-10] as const;
/** What approximates r - 2 + 2r / (eʳ - 1) by r², from r² to r¹⁰, for |r| up to ½ ln 2. */
const polynomial = [
  0.16666666666666602, -2.7777777777015593e-3, 6.613756321437934e-5, -1.6533902205465252e-6, 4.1381367970572385e-8,
] as const;

/**
 * eˣ in float64, within a unit in the last place or so of the true one, with the same bits in every engine: `Math.exp`
 * differs between them. x = k ln 2 + r; eʳ from a polynomial and a division; 2ᵏ from k's bits, in two halves, since 2ᵏ itself may be out of range.
 *
 * Source: `exp` of FreeBSD's msun (fdlibm), without branches for WebAssembly's sake.
 */
function power(x: number): number {
  const y = Math.min(Math.max(x, lowest), highest);
  const k = y * perLn2 + round - round;
  const high = y - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const [p1, p2, p3, p4, p5] = polynomial;
  const c = r - t * (p1 + t * (p2 + t * (p3 + t * (p4 + t * (p5 + t * 0)))));
  const half = k >> 1;
  return (1 - (low - (r * c) / (2 - c) - high)) * twoTo(half) * twoTo(k - half);
}

function twoTo(k: number): number {
  bits.setInt32(0, (k + 1023) << 20);
  bits.setInt32(4, 0);
  return bits.getFloat64(0);
}

const [add, sub, mul, div, min, max] = [0xf0, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5];
const [shiftUp, shiftDown, addWhole, subWhole] = [0xcb, 0xcc, 0xce, 0xd1];

/**
 * The same as `power` of the two float64 in the local `from`, left on the stack. It takes the four locals after it.
 * @param single whether it will be rounded to float32
 */
function vectorPower(from: number, single: boolean): Code {
  const [x, k, low, r, t] = [0, 1, 2, 3, 4].map((i) => get(from + i)) as [Code, Code, Code, Code, Code];
  const [toX, toK, toLow, toR, toT] = [0, 1, 2, 3, 4].map((i) => set(from + i)) as [Code, Code, Code, Code, Code];
  const [first, ...more] = polynomial.toReversed().map(lanes) as [Code, ...Code[]];
  const series = more.reduce((sum, p) => does(add, p, does(mul, t, sum)), first);
  const whole64 = does(sub, k, lanes(round));
  /** 2ᵏ: k, in the lower bits, becomes the exponent; 1 has the exponent's bias. */
  const two = (k: Code) => does(addWhole, does(shiftUp, [k, whole(52)]), lanes(1));
  return [
    [does(min, does(max, x, lanes(single ? lowestSingle : lowest)), lanes(single ? highestSingle : highest)), toX],
    [does(add, does(mul, x, lanes(perLn2)), lanes(round)), toK],
    [does(mul, whole64, lanes(ln2Low)), toLow],
    [does(sub, x, does(mul, whole64, lanes(ln2High))), toX],
    [does(sub, x, low), toR],
    [does(mul, r, r), toT],
    [does(sub, r, does(mul, t, series)), toT],
    [does(div, does(mul, r, t), does(sub, lanes(2), t)), toT],
    [does(sub, lanes(1), does(sub, does(sub, low, t), x)), toX],
    single
      ? does(mul, x, two(k))
      : [[does(shiftDown, [k, whole(1)]), toT], does(mul, does(mul, x, two(t)), two(does(subWhole, k, t)))],
  ];
}

/** For rules that call `Math.exp` of elements: of float32, the float64 power, rounded. */
export const exp: Operation = /* @__PURE__ */ inFloat64(power, vectorPower, 5);
