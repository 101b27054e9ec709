import { addWeighted, divideSums } from "../kernels/plain/weighted-sum.ts";
import type { LayerParameter } from "../layers/layer.ts";
import { allocateNear, joined } from "./memory.ts";

/** Sums of several batches' gradients, in float64, so that these round no more often than those of one. */
export interface GradientSums {
  /** sums += weight·gradients, or with `first` sums = weight·gradients. */
  add(weight: number, first: boolean): void;
  /** gradients = sums / weight */
  divide(weight: number): void;
}

/** There is room for sums from the first one on. Where it can be, the kernels reach them. */
export function gradientSums(parameters: Readonly<Record<string, LayerParameter>>): GradientSums {
  let sums: readonly Float64Array[] | undefined;
  const runs = joined(Object.values(parameters).map(({ grad }) => grad));
  const all = {
    add(weight: number, first: boolean) {
      sums ??= runs.map((run) => {
        const near = allocateNear(run, [2 * run.length]);
        near?.heap.freeAfter(all, near.offset);
        return near ? new Float64Array(near.heap.buffer, near.offset, run.length) : new Float64Array(run.length);
      });
      for (let r = 0; r < runs.length; r++) addWeighted(sums[r]!, runs[r]!, weight, first);
    },
    divide(weight: number) {
      for (let r = 0; r < runs.length; r++) divideSums(runs[r]!, sums![r]!, weight);
    },
  };
  return all;
}
