import { fail, mustBe } from "./errors.ts";
import { webAssembly } from "./webassembly.ts";

/** What WebAssembly calls a page. */
const page = 65536;
/** A vector's size: blocks start at multiples of it. */
const alignment = 16;

/** A block of a heap. */
export interface Block {
  readonly heap: Heap;
  readonly offset: number;
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

  readonly buffer: ArrayBuffer;
  /** The WebAssembly memory, to import into instances; undefined where there is no WebAssembly. */
  readonly memory: { readonly buffer: ArrayBuffer } | undefined;
  /**
   * The second page: for scalars, and for pieces of arrays from elsewhere. Nothing in it outlasts a call.
   * The first page is the engine's, for its kernels' tables.
   */
  readonly scratch: Float32Array;
  /** The end of each allocated block, by its start. */
  readonly #used = new Map<number, number>();
  /** All memory between blocks, zeros: of each piece, both ends, either of them by the other. */
  readonly #free = new Map<number, number>();
  /** The heap's own, so that a heap that nobody uses any more is not kept for the sake of blocks to be freed. */
  readonly #owners = new FinalizationRegistry<number>((offset) => this.free(offset));

  /** The heap that an array lies in, if any. */
  static of(array: ArrayBufferView): Heap | undefined {
    return Heap.#heaps.get(array.buffer);
  }

  /**
   * @param bytes the least size; rounded up to whole pages
   * @throws RangeError or TypeError where there is no such amount of memory
   */
  constructor(bytes: number) {
    checkBytes(bytes);
    const pages = Math.ceil(bytes / page) + 2;
    this.memory = webAssembly && new webAssembly.Memory({ initial: pages, maximum: pages });
    this.buffer = this.memory?.buffer ?? new ArrayBuffer(pages * page);
    this.scratch = new Float32Array(this.buffer, page, page / 4);
    this.#release(2 * page, this.buffer.byteLength);
    Heap.#heaps.set(this.buffer, this);
  }

  #release(start: number, end: number): void {
    this.#free.set(start, end).set(end, start);
  }

  /** How many blocks are allocated. */
  get blocks(): number {
    return this.#used.size;
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
    checkBytes(bytes);
    const size = Math.ceil(Math.max(bytes, 1) / alignment) * alignment;
    for (const [start, end] of this.#free)
      if (end - start >= size) {
        const rest = start + size;
        this.#free.delete(start);
        this.#free.delete(end);
        if (rest < end) this.#release(rest, end);
        this.#used.set(start, rest);
        return start;
      }
    return undefined;
  }

  /** Whether there is room for a block of so many bytes. */
  hasRoom(bytes: number): boolean {
    return [...this.#free].some(([start, end]) => end - start >= bytes);
  }

  /** Gives a block back. Views of it must not be used any more. */
  free(offset: number): void {
    const end = this.#used.get(offset) ?? fail(`heap: no block at ${offset}`);
    this.#used.delete(offset);
    new Uint8Array(this.buffer).fill(0, offset, end);
    // What is free before it, and what is free behind it, is one piece with it.
    const start = this.#free.get(offset) ?? offset;
    const last = this.#free.get(end) ?? end;
    this.#free.delete(offset);
    this.#free.delete(end);
    this.#release(start, last);
  }

  /** Gives a block back when `owner` has been collected. */
  freeAfter(owner: object, offset: number): void {
    this.#owners.register(owner, offset, owner);
  }

  /** Gives back at once what is to be given back after `owner`. */
  freeNow(owner: object, offset: number): void {
    this.#owners.unregister(owner);
    this.free(offset);
  }
}

function checkBytes(bytes: number): void {
  if (!(Number.isFinite(bytes) && bytes >= 0)) mustBe("heap: the size", "a number of bytes", bytes);
}

/**
 * An allocator of small blocks out of heaps of that size, one after another, and of larger ones out of a heap each.
 * It knows only the last heap: those before it live as long as anybody uses an array in them.
 */
export function pool(size: number): (bytes: number) => Block {
  let last: Heap | undefined;
  return (bytes) => {
    let heap = bytes > size / 8 ? new Heap(bytes) : last;
    let offset = heap?.tryAllocate(bytes);
    if (!heap || offset === undefined) {
      heap = last = new Heap(size);
      offset = heap.allocate(bytes);
    }
    return { heap, offset };
  };
}
