import type { Heap } from "@downhill/plugin/engine";

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

/** Null where there is no WebAssembly, no SIMD, or a policy against them. */
function compile(wasm: string): object | null {
  if (!webAssembly) return null;
  const text = atob(wasm);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  try {
    return new webAssembly.Module(bytes);
  } catch {
    return null;
  }
}

/**
 * A module's kernels in a heap, the same object each time; compiled when they are first asked for. Undefined where there
 * are none: the plain twins do the work. Each module is a file of its own, so that nobody carries what he does not use.
 */
export function kernelsOf<Kernels extends object>(wasm: string): (heap: Heap) => Kernels | undefined {
  let compiled: object | null | undefined;
  const instances = new WeakMap<object, Kernels>();
  return ({ memory }) => {
    if (!memory) return undefined;
    const known = instances.get(memory);
    if (known) return known;
    if (compiled === undefined) compiled = compile(wasm);
    if (!compiled) return undefined;
    const kernels = new webAssembly!.Instance(compiled, { env: { memory } }).exports as Kernels;
    instances.set(memory, kernels);
    return kernels;
  };
}
