import type { Operation } from "./operations.ts";
import { type Code, get, set, simd } from "./wasm.ts";

/** For the bits of a float64. */
export const bits = /* @__PURE__ */ new DataView(/* @__PURE__ */ new ArrayBuffer(8));

/** A float64 in both lanes. */
export const lanes = (x: number): Code => {
  bits.setFloat64(0, x, true);
  return [0x44, Array.from({ length: 8 }, (_, i) => bits.getUint8(i)), simd(0x14)];
};

/** A vector instruction on what its operands leave on the stack. */
export const does = (opcode: number, ...operands: readonly Code[]): Code => [operands, simd(opcode)];

const [widen, narrow] = [0x5f, 0x5e]; // f64x2.promote_low_f32x4, f32x4.demote_f64x2_zero
/** Two vectors' halves as one vector, by their numbers. */
const halves = (a: Code, b: Code, low: number, high: number): Code => [
  [a, b, simd(0x0d)],
  [low, high].map((half) => Array.from({ length: 8 }, (_, i) => 8 * half + i)),
];

/**
 * A function of one number that is computed in float64 whatever the elements are; of float32, what it gives is rounded.
 * @param vector the same of the two float64 in the local `from`, left on the stack; it may use so many locals from there on.
 *   `single` says that they have been float32 and that the result will be rounded to that
 */
export const inFloat64 = (
  number: (x: number) => number,
  vector: (from: number, single: boolean) => Code,
  locals: number,
): Operation => ({
  number,
  locals: locals + 2,
  vector({ bytes }, free) {
    if (bytes > 4) return [set(free), vector(free, false)];
    const [all, left, x] = [free + locals, free + locals + 1, free];
    return [
      set(all),
      [does(widen, get(all)), set(x), does(narrow, vector(x, true)), set(left)],
      [does(widen, halves(get(all), get(all), 1, 1)), set(x)],
      halves(get(left), does(narrow, vector(x, true)), 0, 2),
    ];
  },
});
