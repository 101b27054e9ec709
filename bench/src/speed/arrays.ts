import type { FloatArray } from "@downhill/plugin";
import type { Layout } from "./layout.ts";

/** Weights and gradients of each tensor, and its shape if that is no vector's. */
export const makeTensors = ({ size, tensors = 1, matrix, float64 }: Layout, make = arrayOf(float64)) =>
  Array.from({ length: tensors }, () => ({
    value: fillWeights(make(size / tensors)),
    grad: fillGradients(make(size / tensors)),
    ...(matrix && { shape: matrix }),
  }));

export const arrayOf =
  (float64?: boolean) =>
  (length: number): FloatArray =>
    float64 ? new Float64Array(length) : new Float32Array(length);

/** Weights near zero. */
function fillWeights<A extends FloatArray>(w: A): A {
  for (let i = 0; i < w.length; i++) w[i] = ((i % 1013) - 506) / 1000;
  return w;
}

/** Gradients of both signs, none of them zero: what a zero makes of a moving average is not what training computes. */
function fillGradients<A extends FloatArray>(g: A): A {
  for (let i = 0; i < g.length; i++) g[i] = ((i % 1009) - 504.5) / 1000;
  return g;
}
