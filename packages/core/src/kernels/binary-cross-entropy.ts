import { wideSigmoid, wideSoftplus } from "../math/wide.ts";

/**
 * The mean of ln(1 + eᶻ) - z·t, which is -t·ln σ(z) - (1 - t)·ln(1 - σ(z)) without overflow, summed in float64; and its
 * gradient, (σ(z) - t) / n.
 */
export function binaryCrossEntropy(gradient: Float32Array, z: Float32Array, t: Float32Array): number {
  const n = z.length;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    // By the sign of z, so that what is large cancels exactly: ln(1 + eᶻ) - z = ln(1 + e⁻ᶻ).
    sum += z[i]! > 0 ? wideSoftplus(-z[i]!) + z[i]! * (1 - t[i]!) : wideSoftplus(z[i]!) - z[i]! * t[i]!;
    gradient[i] = (wideSigmoid(z[i]!) - t[i]!) / n;
  }
  return sum / n;
}
