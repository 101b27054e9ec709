import type { FloatArray } from "./contract.ts";

export type FloatType = Float32ArrayConstructor | Float64ArrayConstructor;

const types: readonly FloatType[] = [Float32Array, Float64Array];

/**
 * What an array's elements are, also where it is another realm's (a test runner's, an iframe's) or of a subclass; undefined
 * for what is no array of floats. `instanceof` and `constructor` know only this realm's own.
 */
export function floatType(array: unknown): FloatType | undefined {
  const name = Reflect.get(Object.getPrototypeOf(Float32Array.prototype), Symbol.toStringTag, array);
  return types.find((type) => type.name === name);
}

/** The same elements in an array of this realm's own kind. */
export const view = (type: FloatType, { buffer, byteOffset }: FloatArray, length: number): FloatArray =>
  new type(buffer as ArrayBuffer, byteOffset, length);
