import type { StoredBytes } from "./format.ts";

type Read = (bytes: Uint8Array) => Float32Array | Float64Array;

/** How numbers of a type are read: exactly. The bytes are a copy, and so aligned. */
const READ: Readonly<Record<string, Read>> = {
  F32: ({ buffer }) => new Float32Array(buffer),
  F64: ({ buffer }) => new Float64Array(buffer),
  // A bfloat16 is the first half of a float32.
  BF16: ({ buffer }) => new Float32Array(Uint32Array.from(new Uint16Array(buffer), (bits) => bits << 16).buffer),
  F16: ({ buffer }) => Float32Array.from(new Uint16Array(buffer), fromHalf),
};

/** The types that can be read, for a message. */
export const READABLE = Object.keys(READ).join(", ");

/** The numbers of an array of a file, exact; undefined where it is not of floating point. */
export function numbersOf({ dtype, data }: StoredBytes): Float32Array | Float64Array | undefined {
  return Object.hasOwn(READ, dtype) ? READ[dtype]!(new Uint8Array(data)) : undefined;
}

/** Source: IEEE 754-2019, binary16: 1 bit of sign, 5 of exponent, 10 of fraction. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (0x400 | fraction) * 2 ** (exponent - 25);
}
