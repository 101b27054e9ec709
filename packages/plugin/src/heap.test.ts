import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Heap, pool } from "./heap.ts";

const page = 65536;
const bytes = (heap: Heap, offset: number, length: number) => new Uint8Array(heap.buffer, offset, length);

describe("a heap", () => {
  it("gives blocks at multiples of 16, above the engine's two pages", () => {
    const heap = new Heap(page);
    const offsets = [1, 15, 16, 17, 0, 400].map((size) => heap.allocate(size));
    expect(offsets.filter((offset) => offset % 16 !== 0)).toEqual([]);
    expect(Math.min(...offsets)).toBe(heap.scratch.byteOffset + heap.scratch.byteLength);
    expect(new Set(offsets).size).toBe(offsets.length);
  });

  it("gives zeroes, also where a block was used before", () => {
    const heap = new Heap(page);
    const first = heap.allocate(100);
    bytes(heap, first, 112).fill(7);
    heap.free(first);
    const second = heap.allocate(40);
    const third = heap.allocate(1000); // half of it used before, half of it not
    expect(second).toBe(first);
    expect(bytes(heap, second, 40).every((byte) => byte === 0)).toBe(true);
    expect(bytes(heap, third, 1000).every((byte) => byte === 0)).toBe(true);
  });

  it.each([
    ["upwards", [0, 1, 2, 3]],
    ["downwards", [3, 2, 1, 0]],
    ["the middle last", [0, 3, 1, 2]],
    ["every other one first", [0, 2, 1, 3]],
  ])("joins what is freed, %s", (_, order) => {
    const heap = new Heap(page);
    const quarters = [0, 1, 2, 3].map(() => heap.allocate(page / 4));
    for (const i of order) heap.free(quarters[i]!);
    expect(heap.blocks).toBe(0);
    expect(heap.allocate(page)).toBe(quarters[0]);
  });

  it("says undefined where there is no room, and stays as it was", () => {
    const heap = new Heap(page);
    expect(heap.tryAllocate(page + 1)).toBeUndefined();
    const [a, b] = [heap.allocate(page / 2), heap.allocate(page / 2)];
    expect(heap.tryAllocate(1)).toBeUndefined();
    heap.free(a);
    expect(heap.tryAllocate(page / 2 + 1)).toBeUndefined();
    expect(heap.allocate(page / 2)).toBe(a);
    expect(b).toBe(a + page / 2);
  });

  it("frees a block once, and nothing else", () => {
    const heap = new Heap(page);
    const offset = heap.allocate(64);
    expect(() => heap.free(offset + 16)).toThrow(`no block at ${offset + 16}`);
    heap.free(offset);
    expect(() => heap.free(offset)).toThrow(`no block at ${offset}`);
  });

  it("never grows, so that no view goes stale", () => {
    const heap = new Heap(1);
    const { buffer } = heap;
    const view = new Float32Array(buffer, heap.allocate(4), 1);
    view[0] = 5;
    while (heap.tryAllocate(1000) !== undefined);
    expect(() => (heap.memory as unknown as { grow(pages: number): number }).grow(1)).toThrow();
    expect(heap.buffer).toBe(buffer);
    expect(heap.memory!.buffer).toBe(buffer);
    expect(view[0]).toBe(5);
  });

  it("is found by any view of it, and by none of another", () => {
    const heap = new Heap(page);
    expect(Heap.of(new Float32Array(heap.buffer, 4, 1))).toBe(heap);
    expect(Heap.of(new Float32Array(1))).toBeUndefined();
  });
});

/** Whether all of it is that byte: so each is as the one before it. */
const isFilled = (part: Uint8Array, byte: number) =>
  part.length === 0 || (part[0] === byte && Buffer.compare(part.subarray(1), part.subarray(0, -1)) === 0);

it("blocks never overlap and keep what is written, in whatever order they come and go", () => {
  const size = fc.oneof(fc.nat(100), fc.nat(3 * page));
  const property = fc.property(fc.array(fc.tuple(fc.nat(), size), { maxLength: 200 }), (moves) => {
    const heap = new Heap(2 * page);
    const all = heap.buffer.byteLength;
    const live: { offset: number; size: number; mark: number }[] = [];
    const intact = ({ offset, size, mark }: (typeof live)[number]) => isFilled(bytes(heap, offset, size), mark);
    const wrong: string[] = [];
    const check = (is: boolean, what: string) => is || wrong.push(what);
    for (const [i, [pick, size]] of moves.entries()) {
      if (pick % 2 === 1 && live.length) {
        const [block] = live.splice(pick % live.length, 1);
        check(intact(block!), `move ${i}: what was written is not there`);
        heap.free(block!.offset);
      } else {
        const offset = heap.tryAllocate(size);
        if (offset === undefined) continue;
        check(offset % 16 === 0 && offset + size <= all, `move ${i}: ${size} bytes at ${offset}, of ${all}`);
        const mark = 1 + (i % 255);
        check(isFilled(bytes(heap, offset, size), 0), `move ${i}: not all zeros`);
        for (const other of live)
          check(
            offset + size <= other.offset || other.offset + other.size <= offset,
            `move ${i}: ${size} bytes at ${offset} overlap those at ${other.offset}`,
          );
        bytes(heap, offset, size).fill(mark);
        live.push({ offset, size, mark });
      }
    }
    expect(wrong).toEqual([]);
    expect(live.every(intact)).toBe(true);
    for (const { offset } of live) heap.free(offset);
    expect(heap.allocate(2 * page)).toBe(2 * page);
  });
  fc.assert(property, { numRuns: 100 });
});

describe("what is freed", () => {
  it("is free in whichever order, in time that follows the number of blocks", () => {
    // Quadratic, 60,000 blocks took 20 s: this is far from the limit of a test's time, and was beyond it.
    const heap = new Heap(60_000 * 32);
    const offsets = Array.from({ length: 60_000 }, () => heap.allocate(32));
    for (const odd of [1, 0]) for (let i = odd; i < offsets.length; i += 2) heap.free(offsets[i]!);
    expect(heap.blocks).toBe(0);
    expect(heap.allocate(60_000 * 32)).toBe(offsets[0]);
  });

  it("is taken back once where its owner gives it back", () => {
    const heap = new Heap(page);
    const owner = {};
    const [a, b] = [heap.allocate(64), heap.allocate(64)];
    heap.freeAfter(owner, a);
    heap.freeAfter(owner, b);
    heap.freeNow(owner, a);
    expect(heap.blocks).toBe(1);
    heap.freeNow(owner, b);
    expect(() => heap.freeNow(owner, b)).toThrow(`no block at ${b}`);
  });
});

describe("a pool", () => {
  it("puts small blocks together, and gives each large one a heap of its size", () => {
    const take = pool(4 * page);
    const blocks = [100, 200, page / 2].map((bytes) => take(bytes));
    expect(new Set(blocks.map(({ heap }) => heap)).size).toBe(1);
    expect(blocks[0]!.heap.buffer.byteLength).toBe(6 * page);
    const large = take(page);
    expect(large.heap).not.toBe(blocks[0]!.heap);
    expect(large.heap.buffer.byteLength).toBe(3 * page);
    expect(take(100).heap).toBe(blocks[0]!.heap);
  });

  it("goes on in another heap where one is full, and takes what is freed", () => {
    const take = pool(page);
    const blocks = Array.from({ length: 8 }, () => take(page / 8));
    expect(new Set(blocks.map(({ heap }) => heap)).size).toBe(1);
    const { heap, offset } = take(16);
    expect(heap).not.toBe(blocks[0]!.heap);
    heap.free(offset);
    expect(take(page / 8)).toEqual({ heap, offset });
  });
});

it("says what it cannot give", () => {
  expect(() => new Heap(page).allocate(2 * page)).toThrow(`no room for ${2 * page} bytes`);
});

it("cannot be of a size that there is no memory of", () => {
  for (const bytes of [-1e6, NaN, 2 ** 32]) expect(() => new Heap(bytes)).toThrow();
});
