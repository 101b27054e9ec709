import type { FloatArray } from "@downhill/plugin";

let sums = /* @__PURE__ */ new Float64Array(0);

/**
 * v ← β₂v + (1 - β₂)·mean(o²) over what goes into each output, then o / (√v + 10⁻¹⁰), in place.
 * @param first whether the outputs are o's rows; else they are its columns
 */
export function normalizeOutputs(o: FloatArray, v: FloatArray, first: boolean, beta2: number): void {
  const outputs = v.length;
  const inputs = o.length / outputs;
  if (sums.length < outputs) sums = new Float64Array(outputs);
  sums.fill(0, 0, outputs);
  for (let i = 0, row = 0; i < o.length; row++)
    for (let j = 0; j < (first ? inputs : outputs); j++, i++) {
      const k = first ? row : j;
      sums[k] = sums[k]! + o[i]! * o[i]!;
    }
  for (let k = 0; k < outputs; k++) {
    v[k] = beta2 * v[k]! + (1 - beta2) * (sums[k]! / inputs);
    sums[k] = Math.sqrt(v[k]!) + 1e-10;
  }
  for (let i = 0, row = 0; i < o.length; row++)
    for (let j = 0; j < (first ? inputs : outputs); j++, i++) o[i] = o[i]! / sums[first ? row : j]!;
}
