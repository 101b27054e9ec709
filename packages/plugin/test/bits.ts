import type { FloatArray, NamedParameters, State } from "../src/index.ts";

const bitsOf = (state: FloatArray | number) => {
  const numbers = typeof state === "number" ? Float64Array.of(state) : state;
  return new Uint32Array(numbers.map((x) => (Number.isNaN(x) ? NaN : x)).buffer as ArrayBuffer);
};

/** The bits of all values, and of all of the state, but one NaN is like another: their payloads are the processor's. */
export const everything = (parameters: NamedParameters, state: State) =>
  [
    ...Object.values(parameters).map(({ value }) => value),
    ...Object.values(state.shared),
    ...Object.values(state.parameters).flatMap((each) => Object.values(each)),
  ].map(bitsOf);
