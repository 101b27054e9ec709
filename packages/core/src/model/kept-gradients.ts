import { add } from "../kernels/plain/multiply.ts";
import type { LayerParameter } from "../layers/layer.ts";
import { allocateNear, joined } from "./memory.ts";

/** Keeps gradients while a backward overwrites them. */
export interface KeptGradients {
  copy(): void;
  /** Adds the copies. */
  add(): void;
}

/** There is room for copies from the first one on: most models need none. Where it can be, the kernels reach them. */
export function keptGradients(parameters: Readonly<Record<string, LayerParameter>>): KeptGradients {
  let copies: readonly Float32Array[] | undefined;
  const runs = joined(Object.values(parameters).map(({ grad }) => grad));
  const kept = {
    copy() {
      copies ??= runs.map((run) => {
        const near = allocateNear(run, [run.length]);
        near?.heap.freeAfter(kept, near.offset);
        return near?.arrays[0] ?? new Float32Array(run.length);
      });
      for (const [r, run] of runs.entries()) copies[r]!.set(run);
    },
    add() {
      for (const [r, run] of runs.entries()) add(run, copies![r]!, run);
    },
  };
  return kept;
}
