import { Heap } from "@downhill/plugin/engine";
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

/** Undefined before it was tried; null where there is no WebAssembly, no SIMD, or a policy against them. */
let compiled: object | null | undefined;

function compile(): object | null {
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

const instances = new WeakMap<object, Kernels>();

/** The kernels in a heap, the same object each time. Undefined where there are none: the plain twins do the work. */
export function kernelsIn({ memory }: Heap): Kernels | undefined {
  if (!memory) return undefined;
  const known = instances.get(memory);
  if (known) return known;
  if (compiled === undefined) compiled = compile();
  if (!compiled) return undefined;
  const kernels = new webAssembly!.Instance(compiled, { env: { memory } }).exports as unknown as Kernels;
  instances.set(memory, kernels);
  return kernels;
}

/** The kernels in the heap where all three lie, if they lie in one. */
export function kernelsFor(a: ArrayBufferView, b: ArrayBufferView, c: ArrayBufferView): Kernels | undefined {
  if (a.buffer !== b.buffer || a.buffer !== c.buffer) return undefined;
  const heap = Heap.of(a);
  return heap && kernelsIn(heap);
}
