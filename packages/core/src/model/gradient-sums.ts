import type { MatmulPrecision } from "../kernels/plain/matmul.ts";
import { addWeighted, weightedMean } from "../kernels/plain/weighted-sum.ts";
import type { LayerParameter } from "../layers/layer.ts";
import { allocateNear, joined } from "./memory.ts";

/** Weighted means of several batches' gradients, in the model's precision of products: these sum over rows, as one batch does. */
export interface GradientSums {
  /** sums = gradients: of the first batch. */
  start(): void;
  /** sums += weight·gradients: of one between. */
  add(weight: number): void;
  /** gradients = (sums + weight·gradients) / total: of the last one. */
  finish(weight: number, total: number): void;
}

/** There is room for sums from the first one on. Where it can be, the kernels reach them. */
export function gradientSums(
  parameters: Readonly<Record<string, LayerParameter>>,
  precision: MatmulPrecision,
): GradientSums {
  let sums: readonly (Float32Array | Float64Array)[] | undefined;
  const type = precision === "float64" ? Float64Array : Float32Array;
  const runs = joined(Object.values(parameters).map(({ grad }) => grad));
  const allocate = () =>
    runs.map(({ length }, r) => {
      const near = allocateNear(runs[r]!, [(length * type.BYTES_PER_ELEMENT) / Float32Array.BYTES_PER_ELEMENT]);
      near?.heap.freeAfter(all, near.offset);
      return near ? new type(near.heap.buffer, near.offset, length) : new type(length);
    });
  const all: GradientSums = {
    start() {
      sums ??= allocate();
      for (let r = 0; r < runs.length; r++) sums[r]!.set(runs[r]!);
    },
    add(weight) {
      for (let r = 0; r < runs.length; r++) addWeighted(sums![r]!, runs[r]!, weight);
    },
    finish(weight, total) {
      for (let r = 0; r < runs.length; r++) weightedMean(runs[r]!, sums![r]!, weight, total);
    },
  };
  return all;
}
