import { Heap } from "@downhill/optimizer/engine";

/** The address space of a heap that models share, and of it the least for each; what is not touched takes no memory. */
const SHARED = 2 ** 30;
const LEAST = 2 ** 26;
/** The most that WebAssembly can address, less what a heap keeps for itself. */
const MOST = 2 ** 32 - 2 ** 20;
/** The number of float32 in a vector of 16 bytes: runs start at a multiple of it, so that SIMD loads are aligned. */
const LANES = 4;

let shared: { readonly heap: Heap; left: number } | undefined;

/**
 * The heap for a model whose first block is of that size, with room for what will join it there: activations, their
 * gradients, an optimizer's state. Browsers allow no more than about a hundred heaps, so models share them. A heap whose
 * models have all been collected is collected with them; nothing is taken back before, as views of it may be about.
 */
function heapFor(bytes: number): Heap {
  const wanted = Math.min(MOST, Math.max(LEAST, 16 * bytes));
  if (!shared || shared.left < wanted) {
    const heap = newHeap(Math.max(SHARED, wanted), bytes);
    shared = { heap, left: heap.buffer.byteLength };
  }
  shared.left -= wanted;
  return shared.heap;
}

/** A heap of that size, or as close to it as the runtime allows. */
function newHeap(bytes: number, least: number): Heap {
  try {
    return new Heap(bytes);
  } catch (error) {
    if (bytes / 2 < least) throw error;
    return newHeap(bytes / 2, least);
  }
}

/**
 * A model's memory. It grows by whole blocks and never moves one, so a view that was handed out is good for ever.
 *
 * What is allocated together lies together: `allocate([2, 3], [2, 3])` is two *runs*, each of them contiguous without
 * padding, so that an optimizer can update a run of parameters as if it were one array.
 */
export class Arena {
  #heap: Heap | undefined;
  #first = true;
  #overflowed = false;
  readonly #plain: boolean;

  /** @param plain whether to stay away from WebAssembly's memory, and so from its kernels */
  constructor(plain = false) {
    this.#plain = plain;
  }

  /** One new block: for each run, zeroed views of the given lengths, one right after the other. */
  allocate(...runs: readonly (readonly number[])[]): Float32Array[][] {
    const starts: number[] = [];
    let total = 0;
    for (const lengths of runs) {
      starts.push(total);
      const length = lengths.reduce((sum, each) => sum + each, 0);
      total += Math.ceil(length / LANES) * LANES;
    }
    const { buffer, byteOffset } = this.#block(total * Float32Array.BYTES_PER_ELEMENT);
    return runs.map((lengths, run) => {
      let offset = byteOffset + starts[run]! * Float32Array.BYTES_PER_ELEMENT;
      return lengths.map((length) => {
        const view = new Float32Array(buffer, offset, length);
        offset += view.byteLength;
        return view;
      });
    });
  }

  /** Whether all blocks so far lie in one heap, where the kernels reach them. */
  get inHeap(): boolean {
    return this.#heap !== undefined && !this.#overflowed;
  }

  /** Gives back the block that starts with that array. Nobody may use its arrays any more. */
  free(first: Float32Array): void {
    if (first.buffer === this.#heap?.buffer) this.#heap.free(first.byteOffset);
  }

  /** In the model's heap; where that is full, outside, where the kernels do not reach. */
  #block(bytes: number): { readonly buffer: ArrayBuffer; readonly byteOffset: number } {
    if (this.#plain) return { buffer: new ArrayBuffer(bytes), byteOffset: 0 };
    this.#heap ??= heapFor(bytes);
    let byteOffset = this.#heap.tryAllocate(bytes);
    if (byteOffset === undefined && this.#first) {
      // Others have filled it beyond what they were counted for.
      shared = undefined;
      this.#heap = heapFor(bytes);
      byteOffset = this.#heap.tryAllocate(bytes);
    }
    this.#first = false;
    if (byteOffset === undefined) this.#overflowed = true;
    return byteOffset === undefined
      ? { buffer: new ArrayBuffer(bytes), byteOffset: 0 }
      : { buffer: this.#heap.buffer, byteOffset };
  }
}

/** Where a block of `allocateNear` lies. */
export interface Near {
  readonly heap: Heap;
  readonly offset: number;
}

/**
 * Zeroed arrays in the heap that `neighbour` lies in, so that kernels can take them all together; in none where that is
 * none, or full. They form one block, which `freeNear` gives back; nobody may use them any more then.
 */
export function allocateNear(
  neighbour: Float32Array,
  lengths: readonly number[],
): { readonly arrays: Float32Array[]; readonly near: Near | undefined } {
  const heap = Heap.of(neighbour);
  const sizes = lengths.map((length) => Math.ceil(length / LANES) * LANES * Float32Array.BYTES_PER_ELEMENT);
  const start = heap?.tryAllocate(sizes.reduce((sum, size) => sum + size, 0));
  if (!heap || start === undefined)
    return { arrays: lengths.map((length) => new Float32Array(length)), near: undefined };
  let offset = start;
  const arrays = lengths.map((length, i) => {
    const array = new Float32Array(heap.buffer, offset, length);
    offset += sizes[i]!;
    return array;
  });
  return { arrays, near: { heap, offset: start } };
}

export function freeNear(near: Near | undefined): void {
  near?.heap.free(near.offset);
}
