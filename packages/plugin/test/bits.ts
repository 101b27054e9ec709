import type { FloatArray, NamedParameters, State } from "../src/index.ts";

const bitsOf = (state: FloatArray | number) => {
  const numbers = typeof state === "number" ? Float64Array.of(state) : state;
  return new Uint32Array(numbers.map((x) => (Number.isNaN(x) ? NaN : x)).buffer as ArrayBuffer);
};

/** Which of the arrays that `everything` gives differ, by their place in it. */
export const differences = (one: readonly Uint32Array[], other: readonly Uint32Array[]): number[] =>
  [...Array(Math.max(one.length, other.length)).keys()].filter(
    (i) => !one[i] || !other[i] || Buffer.compare(bytesOf(one[i]), bytesOf(other[i])) !== 0,
  );

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array) => Buffer.from(buffer, byteOffset, byteLength);

/** The bits of all values, and of all of the state, but one NaN is like another: their payloads are the processor's. */
export const everything = (parameters: NamedParameters, state: State) =>
  [
    ...Object.values(parameters).map(({ value }) => value),
    ...Object.values(state.shared),
    ...Object.values(state.parameters).flatMap((each) => Object.values(each)),
  ].map(bitsOf);
