import { Heap, type KernelModule } from "@downhill/plugin/engine";
import type { Kernels } from "./interface.ts";
import { kernelsIn, unavailable } from "./simd.ts";

/** Finds the kernels in the heap where all of these arrays lie. */
export type Find<K> = (a: ArrayBufferView, b: ArrayBufferView, c?: ArrayBufferView) => K | undefined;

/** A module's kernels in a heap, or undefined where there are none. */
export const inHeapOf =
  <K extends object>(module: KernelModule<K>) =>
  ({ memory }: Heap): K | undefined =>
    memory && module.unavailable() === undefined ? module.in(memory) : undefined;

/**
 * Finds kernels. Undefined where the arrays do not lie in one heap, or there are no kernels: then the plain functions, whose
 * bits are the same, do the work.
 */
export function finder<K extends object>(kernelsIn: (heap: Heap) => K | undefined): Find<K> {
  /** What the last array's buffer was found to have: a model's arrays lie in one. */
  let lastBuffer: ArrayBufferLike | undefined;
  let lastKernels: K | undefined;
  return (a, b, c = b) => {
    const { buffer } = a;
    if (b.buffer !== buffer || c.buffer !== buffer) return undefined;
    if (buffer !== lastBuffer) {
      const heap = Heap.of(a);
      lastKernels = heap && kernelsIn(heap);
      lastBuffer = buffer;
    }
    return lastKernels;
  };
}

export const kernelsFor: Find<Kernels> = /* @__PURE__ */ finder(
  /* @__PURE__ */ inHeapOf({ unavailable, in: kernelsIn }),
);
