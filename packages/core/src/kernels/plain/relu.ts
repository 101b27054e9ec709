import { kernelsFor } from "../bindings/in-heap.ts";

/** y = max(0, x). NaN stays NaN, so that a run that diverged shows it. */
export function reluForward(y: Float32Array, x: Float32Array): void {
  reluBackward(y, x, x);
}

/** dx = dy where x > 0, and 0 where x ≤ 0: the derivative at 0 is taken to be 0. */
export function reluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  const kernels = kernelsFor(dx, dy, x);
  if (kernels) {
    kernels.reluBackward(dx.byteOffset, dy.byteOffset, x.byteOffset, dx.length);
    return;
  }
  const [to, from, gate] = [bitsOf(dx), bitsOf(dy), bitsOf(x)];
  const { length } = to;
  for (let i = 0; i < length; i++) to[i] = from[i]! & unlessNegative(gate[i]!);
}

/** The same in place of dx, and flushed; without kernels. */
export function gateInPlace(dx: Float32Array, x: Float32Array): void {
  const [to, gate] = [bitsOf(dx), bitsOf(x)];
  const { length } = to;
  for (let i = 0; i < length; i++) {
    const bits = to[i]!;
    to[i] = bits & unlessNegative(gate[i]!) & ~(((bits & EXPONENT) - 1) >> 31);
  }
}

/** Of a float32; it is 0 in a subnormal one. */
const EXPONENT = 0x7f800000;

const bitsOf = (a: Float32Array) => new Int32Array(a.buffer, a.byteOffset, a.length);

/**
 * Of the bits of a float32 all ones where it is > 0 or NaN, and otherwise 0. Without a branch on the sign, which is mostly
 * mispredicted: NaN with a sign is what is more, as a number without, than -∞.
 */
function unlessNegative(bits: number): number {
  return ((~(bits - 1) & ~bits) | (~(bits + 0x7fffff) & bits)) >> 31;
}
