import { inflate } from "./inflate.ts";
import { memo } from "./memo.ts";
import { webAssembly } from "./webassembly.ts";

interface Memory {
  readonly buffer: ArrayBuffer;
}

/** A package's kernels: a WebAssembly module that imports its memory. */
export interface KernelModule<Kernels extends object> {
  /** Why they do not run here (no WebAssembly, no SIMD, or a policy against them), or undefined where they do. */
  unavailable(): string | undefined;
  /**
   * The kernels in a `WebAssembly.Memory`, the same object each time: instantiated once for each memory.
   * @throws Error where they are `unavailable`.
   */
  in(memory: Memory): Kernels;
}

/**
 * @param text the module, as `inflate` reads it; compiled when it is first asked for
 * @param prepare writes to a memory what the kernels expect there
 */
export function kernelModule<Kernels extends object>(
  text: string,
  prepare: (buffer: ArrayBuffer) => void = () => {},
): KernelModule<Kernels> {
  let compiled: { readonly module?: object; readonly reason?: string } | undefined;
  const instances = new WeakMap<object, Kernels>();
  const compile = () => {
    compiled ??= compileText(text);
    return compiled;
  };
  return {
    unavailable: () => compile().reason,
    in: (memory) =>
      memo(instances, memory, () => {
        const { module, reason } = compile();
        if (!module) throw new Error(`kernels: ${reason}`);
        prepare(memory.buffer);
        return new webAssembly!.Instance(module, { env: { memory } }).exports as Kernels;
      }),
  };
}

function compileText(text: string): { readonly module?: object; readonly reason?: string } {
  if (!webAssembly) return { reason: "this runtime has no WebAssembly" };
  try {
    return { module: new webAssembly.Module(inflate(text)) };
  } catch (error) {
    return { reason: `this runtime does not compile SIMD kernels: ${(error as Error).message}` };
  }
}
