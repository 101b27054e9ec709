import { Heap } from "@downhill/plugin/engine";
import type { Kernels } from "./interface.ts";
import { kernelsIn, unavailable } from "./simd.ts";

/** What the last array's buffer was found to have: a model's arrays lie in one. */
let lastBuffer: ArrayBufferLike | undefined;
let lastKernels: Kernels | undefined;

/**
 * The SIMD kernels in the heap where all of these arrays lie. Undefined where they do not lie in one, or there are no
 * kernels: then the plain functions, whose bits are the same, do the work.
 */
export function kernelsFor(a: ArrayBufferView, b: ArrayBufferView, c: ArrayBufferView = b): Kernels | undefined {
  const { buffer } = a;
  if (b.buffer !== buffer || c.buffer !== buffer) return undefined;
  if (buffer !== lastBuffer) {
    const memory = Heap.of(a)?.memory;
    lastKernels = memory && unavailable() === undefined ? kernelsIn(memory) : undefined;
    lastBuffer = buffer;
  }
  return lastKernels;
}
