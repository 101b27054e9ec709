import { Heap, type KernelModule } from "@downhill/plugin/engine";
import type { Kernels } from "./interface.ts";
import { kernelsIn, unavailable } from "./simd.ts";

/** Finds the kernels in the heap where all of these arrays lie. */
export type Find<K> = (a: ArrayBufferView, b: ArrayBufferView, c?: ArrayBufferView) => K | undefined;

/**
 * Finds a module's kernels. Undefined where the arrays do not lie in one heap, or there are no kernels: then the plain
 * functions, whose bits are the same, do the work.
 */
export function finder<K extends object>(module: KernelModule<K>): Find<K> {
  /** What the last array's buffer was found to have: a model's arrays lie in one. */
  let lastBuffer: ArrayBufferLike | undefined;
  let lastKernels: K | undefined;
  return (a, b, c = b) => {
    const { buffer } = a;
    if (b.buffer !== buffer || c.buffer !== buffer) return undefined;
    if (buffer !== lastBuffer) {
      const memory = Heap.of(a)?.memory;
      lastKernels = memory && module.unavailable() === undefined ? module.in(memory) : undefined;
      lastBuffer = buffer;
    }
    return lastKernels;
  };
}

export const kernelsFor: Find<Kernels> = /* @__PURE__ */ finder({ unavailable, in: kernelsIn });
