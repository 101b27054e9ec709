import { fail, mustBe } from "./errors.ts";
import { webAssembly } from "./webassembly.ts";

/** What WebAssembly calls a page. */
const page = 65536;
/** A vector's size: blocks start at multiples of it. */
const alignment = 16;

/** In bytes. */
interface Block {
  readonly offset: number;
  readonly size: number;
}

/**
 * A fixed piece of memory that WebAssembly can compute in, and an allocator over it.
 *
 * It never grows: growing a WebAssembly memory detaches every view of it. Who needs more makes another heap,
 * so an array that was handed out never goes stale. Untouched pages cost address space only.
 * Where there is no WebAssembly, it is an ordinary `ArrayBuffer`.
 */
export class Heap {
  static readonly #heaps = new WeakMap<ArrayBufferLike, Heap>();

  /**
   * The second page of each heap is scratch: for scalars, and for pieces of arrays from elsewhere. Nothing in it
   * outlasts a call. The first page is the engine's, for its kernels' tables.
   */
  static readonly scratch = { offset: page, bytes: page };

  readonly buffer: ArrayBuffer;
  /** The WebAssembly memory, to import into instances; undefined where there is no WebAssembly. */
  readonly memory: { readonly buffer: ArrayBuffer } | undefined;
  /** What is allocated, by address. All memory between is free, and zero. */
  readonly #used: Block[] = [];

  /** The heap that an array lies in, if any. */
  static of(array: ArrayBufferView): Heap | undefined {
    return Heap.#heaps.get(array.buffer);
  }

  /**
   * @param bytes the least size; rounded up to whole pages
   * @throws RangeError where there is no such amount of memory
   */
  constructor(bytes: number) {
    if (!(bytes >= 0 && bytes < 2 ** 32)) mustBe("a heap's size", "from 0 to below 4 GiB", bytes);
    const pages = Math.ceil(bytes / page) + 2;
    this.memory = webAssembly && new webAssembly.Memory({ initial: pages, maximum: pages });
    this.buffer = this.memory?.buffer ?? new ArrayBuffer(pages * page);
    Heap.#heaps.set(this.buffer, this);
  }

  /** How many blocks are allocated. */
  get blocks(): number {
    return this.#used.length;
  }

  /**
   * The byte offset of a zeroed block, a multiple of 16.
   * @throws RangeError where there is no room for it, or `bytes` is not a whole number
   */
  allocate(bytes: number): number {
    return this.tryAllocate(bytes) ?? fail(`this heap has no room for ${bytes} bytes`);
  }

  /** The same, but undefined where there is no room. */
  tryAllocate(bytes: number): number | undefined {
    if (!(Number.isSafeInteger(bytes) && bytes >= 0)) mustBe("a block's size", "a whole number of bytes", bytes);
    const size = Math.ceil((bytes || 1) / alignment) * alignment;
    let offset = 2 * page;
    let i = 0;
    for (; i < this.#used.length && this.#used[i]!.offset - offset < size; i++)
      offset = this.#used[i]!.offset + this.#used[i]!.size;
    if (offset + size > this.buffer.byteLength) return undefined;
    this.#used.splice(i, 0, { offset, size });
    return offset;
  }

  /** Gives a block back. Views of it must not be used any more. */
  free(offset: number): void {
    const i = this.#used.findIndex((block) => block.offset === offset);
    if (i < 0) fail(`there is no block at offset ${offset} to free`);
    for (const { size } of this.#used.splice(i, 1)) new Uint8Array(this.buffer, offset, size).fill(0);
  }
}

/** The least size of a shared heap. */
const sharedSize = 2 ** 24;
const shared: Heap[] = [];

/** A zeroed block in `home`, or where that is full, or there is none, in one of the heaps that all optimizers share. */
export function allocateNear(home: Heap | undefined, bytes: number): { heap: Heap; offset: number } {
  for (const heap of home ? [home, ...shared] : shared) {
    const offset = heap.tryAllocate(bytes);
    if (offset !== undefined) return { heap, offset };
  }
  shared.push(new Heap(Math.max(sharedSize, bytes)));
  return allocateNear(home, bytes);
}

export const allocateShared = (bytes: number) => allocateNear(undefined, bytes);

/** Gives a block back. Of the shared heaps left empty, one of the least size is kept; the others can be collected. */
export function release(heap: Heap, offset: number): void {
  heap.free(offset);
  const i = shared.indexOf(heap);
  if (i < 0 || heap.blocks > 0) return;
  const spare = shared.some((other) => other !== heap && other.blocks === 0);
  if (spare || heap.buffer.byteLength > sharedSize + 2 * page) shared.splice(i, 1);
}

/** How many shared heaps there are, the bytes that they take, and the blocks that are allocated in them. */
export function sharedMemory(): { heaps: number; bytes: number; blocks: number } {
  const sum = (count: (heap: Heap) => number) => shared.reduce((total, heap) => total + count(heap), 0);
  return { heaps: shared.length, bytes: sum(({ buffer }) => buffer.byteLength), blocks: sum(({ blocks }) => blocks) };
}
