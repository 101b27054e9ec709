import { webAssembly } from "./webassembly.ts";

/** What WebAssembly calls a page. */
const page = 65536;
/** A vector's size: blocks start at multiples of it. */
const alignment = 16;

interface Block {
  offset: number;
  size: number;
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

  /** The first page of each heap is the engine's, for its kernels' tables. */
  static readonly tables = { offset: 0, bytes: page };
  /** The next one is scratch: for scalars, and for pieces of arrays from elsewhere. Nothing in it outlasts a call. */
  static readonly scratch = { offset: page, bytes: page };

  readonly buffer: ArrayBuffer;
  /** The WebAssembly memory, to import into instances; undefined where there is no WebAssembly. */
  readonly memory: { readonly buffer: ArrayBuffer } | undefined;
  readonly #free: Block[];
  readonly #used = new Map<number, number>();
  /** Everything above is untouched, hence zero. */
  #touched = 2 * page;

  /** The heap that an array lies in, if any. */
  static of(array: ArrayBufferView): Heap | undefined {
    return Heap.#heaps.get(array.buffer);
  }

  /**
   * @param bytes the least size; rounded up to whole pages
   * @throws RangeError where there is no such amount of memory
   */
  constructor(bytes: number) {
    const pages = Math.ceil(bytes / page) + 2;
    this.memory = webAssembly && new webAssembly.Memory({ initial: pages, maximum: pages });
    this.buffer = this.memory?.buffer ?? new ArrayBuffer(pages * page);
    this.#free = [{ offset: 2 * page, size: (pages - 2) * page }];
    Heap.#heaps.set(this.buffer, this);
  }

  /** How many blocks are allocated. */
  get blocks(): number {
    return this.#used.size;
  }

  /** The byte offset of a zeroed block, a multiple of 16; undefined where there is no room for it. */
  allocate(bytes: number): number | undefined {
    const size = Math.max(1, Math.ceil(bytes / alignment)) * alignment;
    const i = this.#free.findIndex((block) => block.size >= size);
    if (i < 0) return undefined;
    const block = this.#free[i]!;
    const { offset } = block;
    block.offset += size;
    block.size -= size;
    if (block.size === 0) this.#free.splice(i, 1);
    this.#used.set(offset, size);
    const dirty = Math.min(this.#touched, offset + size) - offset;
    if (dirty > 0) new Uint8Array(this.buffer, offset, dirty).fill(0);
    this.#touched = Math.max(this.#touched, offset + size);
    return offset;
  }

  /** Gives a block back. Views of it must not be used any more. */
  free(offset: number): void {
    const size = this.#used.get(offset);
    if (size === undefined) throw new RangeError(`there is no block at offset ${offset} to free`);
    this.#used.delete(offset);
    const i = this.#free.findIndex((block) => block.offset > offset);
    const at = i < 0 ? this.#free.length : i;
    const [before, after] = [this.#free[at - 1], this.#free[at]];
    const joinsAfter = after !== undefined && offset + size === after.offset;
    if (before !== undefined && before.offset + before.size === offset) {
      before.size += size + (joinsAfter ? after.size : 0);
      if (joinsAfter) this.#free.splice(at, 1);
    } else if (joinsAfter) {
      after.offset = offset;
      after.size += size;
    } else this.#free.splice(at, 0, { offset, size });
  }
}

/** The least size of a shared heap. */
const sharedSize = 2 ** 24;
const shared: Heap[] = [];

/** A zeroed block in one of the heaps that all optimizers share, for state whose parameters lie in no heap. */
export function allocateShared(bytes: number): { heap: Heap; offset: number } {
  for (const heap of shared) {
    const offset = heap.allocate(bytes);
    if (offset !== undefined) return { heap, offset };
  }
  const heap = new Heap(Math.max(sharedSize, bytes));
  shared.push(heap);
  return { heap, offset: heap.allocate(bytes)! };
}

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
