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
 * @param text the module, as `bytesOf` reads it; compiled when it is first asked for
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
    return { module: new webAssembly.Module(bytesOf(text)) };
  } catch (error) {
    return { reason: `this runtime does not compile SIMD kernels: ${(error as Error).message}` };
  }
}

/**
 * Bytes as text that needs no escapes between double quotes: a digit in base 91 for a byte, and before those from 89 on
 * (one in nine) one more, 89 or 90. Compressed, it is hardly larger than the bytes, whose repetitions it keeps;
 * base64, three bytes to four characters, hides them: 18 kB of core's 40.
 */
function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let high = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // From # to ~, without the backslash.
    const digit = code - (code > 92 ? 36 : 35);
    if (digit >= 89) high = 89 * (digit - 88);
    else {
      // 253 comes first: WebAssembly's SIMD instructions start with it.
      bytes[length++] = 253 + high + digit;
      high = 0;
    }
  }
  return bytes.subarray(0, length);
}
