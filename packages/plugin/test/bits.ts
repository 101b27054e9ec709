import type { NamedParameters, State } from "../src/index.ts";

/** The bits of all arrays, but one NaN is like another: their payloads are the processor's. */
const bits = (arrays: Iterable<Float32Array>) =>
  [...arrays].map((array) => new Uint32Array(array.map((x) => (Number.isNaN(x) ? NaN : x)).buffer));
/** Of all values, and all of the state. */
export const everything = (parameters: NamedParameters, state: State) =>
  bits([
    ...Object.values(parameters).map(({ value }) => value as Float32Array),
    ...Object.values(state.parameters).flatMap((states) =>
      Object.values(states).map(
        (state) => (typeof state === "number" ? Float64Array.of(state) : state) as Float32Array,
      ),
    ),
  ]);
