import { type Heap, kernelModule } from "@downhill/plugin/engine";

/**
 * A module's kernels in a heap, the same object each time; compiled when they are first asked for. Undefined where there
 * are none: the plain twins do the work. Each module is a file of its own, so that nobody carries what he does not use.
 */
export function kernelsOf<Kernels extends object>(wasm: string): (heap: Heap) => Kernels | undefined {
  const module = kernelModule<Kernels>(wasm);
  return ({ memory }) => (memory && module.unavailable() === undefined ? module.in(memory) : undefined);
}
