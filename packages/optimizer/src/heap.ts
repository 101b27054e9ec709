import { fail } from "./errors.ts";
import { webAssembly } from "./webassembly.ts";

/** What WebAssembly calls a page. */
const page = 65536;
/** A vector's size: blocks start at multiples of it. */
const alignment = 16;

/**
 * A fixed piece of memory that WebAssembly can compute in, and an allocator over it.
 *
 * It never grows: growing a WebAssembly memory detaches every view of it. Who needs more makes another heap,
 * so an array that was handed out never goes stale. Untouched pages cost address space only.
 * Where there is no WebAssembly, it is an ordinary `ArrayBuffer`.
 */
export class Heap {
  static readonly #heaps = new WeakMap<ArrayBufferLike, Heap>();

  readonly buffer: ArrayBuffer;
  /** The WebAssembly memory, to import into instances; undefined where there is no WebAssembly. */
  readonly memory: { readonly buffer: ArrayBuffer } | undefined;
  /**
   * The second page: for scalars, and for pieces of arrays from elsewhere. Nothing in it outlasts a call.
   * The first page is the engine's, for its kernels' tables.
   */
  readonly scratch: Float32Array;
  /** What is allocated, by address, between two empty blocks at the ends. All memory between is free, and zero. */
  readonly #used: [start: number, end: number][];

  /** The heap that an array lies in, if any. */
  static of(array: ArrayBufferView): Heap | undefined {
    return Heap.#heaps.get(array.buffer);
  }

  /**
   * @param bytes the least size; rounded up to whole pages
   * @throws RangeError or TypeError where there is no such amount of memory
   */
  constructor(bytes: number) {
    const pages = Math.ceil(bytes / page) + 2;
    this.memory = webAssembly && new webAssembly.Memory({ initial: pages, maximum: pages });
    this.buffer = this.memory?.buffer ?? new ArrayBuffer(pages * page);
    this.scratch = new Float32Array(this.buffer, page, page / 4);
    const { byteLength } = this.buffer;
    this.#used = [
      [2 * page, 2 * page],
      [byteLength, byteLength],
    ];
    Heap.#heaps.set(this.buffer, this);
  }

  /** How many blocks are allocated. */
  get blocks(): number {
    return this.#used.length - 2;
  }

  /**
   * The byte offset of a zeroed block, a multiple of 16.
   * @throws RangeError where there is no room for it
   */
  allocate(bytes: number): number {
    return this.tryAllocate(bytes) ?? fail(`heap: no room for ${bytes} bytes`);
  }

  /** The same, but undefined where there is no room. */
  tryAllocate(bytes: number): number | undefined {
    const size = Math.ceil(Math.max(bytes, 1) / alignment) * alignment;
    const next = this.#used.findIndex(([start], i, used) => i > 0 && start - used[i - 1]![1] >= size);
    if (next < 0) return undefined;
    const offset = this.#used[next - 1]![1];
    this.#used.splice(next, 0, [offset, offset + size]);
    return offset;
  }

  /** Gives a block back. Views of it must not be used any more. */
  free(offset: number): void {
    const i = this.#used.findIndex(([start, end]) => start === offset && end > start);
    if (i < 0) fail(`heap: no block at ${offset}`);
    for (const [start, end] of this.#used.splice(i, 1)) new Uint8Array(this.buffer).fill(0, start, end);
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

/** Gives a block back. A shared heap left empty can be collected, unless it is the only one, and of the least size. */
export function release(heap: Heap, offset: number): void {
  heap.free(offset);
  const i = shared.indexOf(heap);
  const spare = shared.length === 1 && heap.buffer.byteLength <= sharedSize + 2 * page;
  if (i >= 0 && !heap.blocks && !spare) shared.splice(i, 1);
}

/** How many shared heaps there are, the bytes that they take, and the blocks that are allocated in them. */
export function sharedMemory(): { heaps: number; bytes: number; blocks: number } {
  const sum = (count: (heap: Heap) => number) => shared.reduce((total, heap) => total + count(heap), 0);
  return { heaps: shared.length, bytes: sum(({ buffer }) => buffer.byteLength), blocks: sum(({ blocks }) => blocks) };
}
