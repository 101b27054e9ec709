import type { Kernels } from "./interface.ts";
import { wasm } from "./kernels.wasm.ts";

/** As much of WebAssembly's interface as is used here. */
interface WebAssemblyInterface {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: Record<string, Record<string, object>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> };
}

const { WebAssembly: webAssembly, atob } = globalThis as unknown as {
  WebAssembly?: WebAssemblyInterface;
  atob(base64: string): string;
};

let compiled: { readonly module: object } | { readonly reason: string } | undefined;

/** Why there are no kernels here (no WebAssembly, no SIMD, or a policy against them), or undefined where there are. */
export function unavailable(): string | undefined {
  compiled ??= compile();
  return "reason" in compiled ? compiled.reason : undefined;
}

function compile(): { readonly module: object } | { readonly reason: string } {
  if (!webAssembly) return { reason: "this runtime has no WebAssembly" };
  try {
    return { module: new webAssembly.Module(decoded(wasm)) };
  } catch (error) {
    return { reason: `this runtime does not compile SIMD kernels: ${(error as Error).message}` };
  }
}

/** In a plain loop: `Uint8Array.from` takes ten times as long, which every program would wait for. */
function decoded(base64: string): Uint8Array {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const instances = new WeakMap<object, Kernels>();

/**
 * The kernels in a `WebAssembly.Memory`, the same object each time: compiled once, instantiated once for each memory.
 * @throws Error where they are `unavailable`.
 */
export function kernelsIn(memory: object): Kernels {
  let kernels = instances.get(memory);
  if (!kernels) {
    compiled ??= compile();
    if ("reason" in compiled) throw new Error(`kernelsIn: ${compiled.reason}`);
    kernels = new webAssembly!.Instance(compiled.module, { env: { memory } }).exports as unknown as Kernels;
    instances.set(memory, kernels);
  }
  return kernels;
}
