/** Weights near zero. */
export function fillWeights(w: Float32Array): Float32Array {
  for (let i = 0; i < w.length; i++) w[i] = ((i % 1013) - 506) / 1000;
  return w;
}

/** Gradients of both signs, none of them zero: what a zero makes of a moving average is not what training computes. */
export function fillGradients(g: Float32Array): Float32Array {
  for (let i = 0; i < g.length; i++) g[i] = ((i % 1009) - 504.5) / 1000;
  return g;
}
