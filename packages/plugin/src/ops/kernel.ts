import type { Heap } from "../heap.ts";
import { webAssembly } from "../webassembly.ts";

type Run = (...numbers: number[]) => void;

/** A kernel in one heap: its function, and the eight float64 at the start of the scratch page that it works on. */
interface Instance {
  readonly run: Run;
  readonly lanes: Float64Array;
}

/** A WebAssembly function that is emitted and compiled when it is first run, once, and instantiated once per heap. */
export class Kernel {
  readonly #emit: () => Uint8Array;
  readonly #instances = new WeakMap<Heap, Instance>();
  #module: object | undefined;

  constructor(emit: () => Uint8Array) {
    this.#emit = emit;
  }

  in(heap: Heap): Instance {
    let instance = this.#instances.get(heap);
    if (!instance) {
      this.#module ??= new webAssembly!.Module(this.#emit());
      const { exports } = new webAssembly!.Instance(this.#module, { m: { m: heap.memory! } });
      instance = {
        run: exports.f as Run,
        lanes: new Float64Array(heap.buffer, heap.scratch.byteOffset, 8),
      };
      this.#instances.set(heap, instance);
    }
    return instance;
  }
}
