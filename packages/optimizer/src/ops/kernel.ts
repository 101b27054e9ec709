import { Heap } from "../heap.ts";
import { webAssembly } from "../webassembly.ts";

type Run = (...numbers: number[]) => void;

/** A kernel in one heap: its function, and the eight float64 at the start of the scratch page that it works on. */
interface Instance {
  readonly run: Run;
  readonly lanes: Float64Array;
}

/** Where the scratch page holds a kernel's lanes, and pieces of arrays from elsewhere. */
export const scratch = { lanes: Heap.scratch.offset, pieces: Heap.scratch.offset + 64 };

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
      instance = { run: Object.values(exports)[0] as Run, lanes: new Float64Array(heap.buffer, scratch.lanes, 8) };
      this.#instances.set(heap, instance);
    }
    return instance;
  }
}
