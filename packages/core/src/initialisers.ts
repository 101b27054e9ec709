import type { Random } from "./random.ts";

/** Fills `values`, an array of `shape` in row-major order, and draws from `random` in that order. */
export type Initialiser = (values: Float32Array, shape: readonly number[], random: Random) => void;

/**
 * Normal with mean 0 and standard deviation `scale`, as `scale * np.random.randn(inputs, units)` gives it when NumPy
 * works in float32: the draw and the scale are rounded before they are multiplied.
 */
export function normal(scale: number): Initialiser {
  if (!(scale >= 0 && scale < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`normal: scale must be a finite number ≥ 0, got ${scale}`);
  }
  const scale32 = Math.fround(scale);
  return (values, _shape, random) => {
    for (let i = 0; i < values.length; i++) values[i] = scale32 * Math.fround(random.normal());
  };
}

/** All zero; draws nothing. */
export function zeros(): Initialiser {
  return (values) => {
    values.fill(0);
  };
}
