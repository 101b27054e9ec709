import { Heap } from "@downhill/plugin/engine";
import { expect, test } from "vitest";
import { allocateNear, bytesOf, plainRoom, roomFor } from "./memory.ts";

test("a run is contiguous, and runs start at multiples of 16 bytes of one buffer", () => {
  const runs = [
    [3, 2],
    [3, 2],
  ];
  const [values, grads] = roomFor(runs, 0)!.first.runs;
  const start = values![0]!.byteOffset;
  expect(values!.map(({ byteOffset }) => byteOffset - start)).toEqual([0, 12]);
  expect(grads!.map(({ byteOffset }) => byteOffset - start)).toEqual([32, 44]);
  expect(start % 16).toBe(0);
  expect(new Set([...values!, ...grads!].map(({ buffer }) => buffer)).size).toBe(1);
  expect(bytesOf(runs)).toBe(64);
});

test("small rooms share a heap of half a MiB, large ones have one of their own, no larger than it must be", () => {
  const [one, two] = [roomFor([[5]], 1000)!, roomFor([[5]], 1000)!];
  const [[a], [b]] = [one.first.runs.flat(), two.first.runs.flat()] as [[Float32Array], [Float32Array]];
  expect(a.buffer).toBe(b.buffer);
  expect(a.buffer.byteLength).toBe(2 ** 19);
  a.fill(1);
  expect([...b]).toEqual([0, 0, 0, 0, 0]);
  const [large] = roomFor([[1e6]], 0)!.first.runs.flat();
  expect(large!.buffer.byteLength).toBeLessThan(4e6 + 4 * 65536);
  for (const room of [one, two]) expect(room.inHeap).toBe(true);
});

test("what does not fit is not allocated, and ordinary memory has no heap", () => {
  const room = roomFor([[4]], 0)!;
  expect(room.allocate([[2 ** 28]])).toBeUndefined();
  const plain = plainRoom("test", [[4]]);
  expect([plain.inHeap, Heap.of(plain.first.runs[0]![0]!)]).toEqual([false, undefined]);
  expect(plain.allocate([[2 ** 20]])!.runs[0]![0]!.length).toBe(2 ** 20);
  expect(roomFor([[2 ** 31]], 0)).toBeUndefined();
  expect(() => plainRoom("test", [[2 ** 50]])).toThrow(/^test: \d+ bytes of memory cannot be had$/);
});

type MemoryType = new (size: { initial: number }) => object;
const { WebAssembly: webAssembly } = globalThis as unknown as { WebAssembly: { Memory: MemoryType } };

test("where what is spare cannot be had, there is room for what is needed", () => {
  const { Memory } = webAssembly;
  webAssembly.Memory = class extends Memory {
    constructor(size: { initial: number }) {
      if (size.initial > 16) throw new RangeError("no memory");
      super(size);
    }
  };
  try {
    for (const spare of [2 ** 23, 2 ** 33]) {
      const room = roomFor([[1e5]], spare)!;
      expect(room.inHeap).toBe(true);
      expect(room.allocate([[2 ** 18]])).toBeUndefined();
    }
    expect(roomFor([[1e6]], 0)).toBeUndefined();
  } finally {
    webAssembly.Memory = Memory;
  }
});

test("a room that is disposed of, and a block that is freed, leave their place to others", () => {
  const room = roomFor([[100]], 0)!;
  const heap = Heap.of(room.first.runs[0]![0]!)!;
  const { blocks } = heap;
  const block = room.allocate([[7], [3]])!;
  expect(heap.blocks).toBe(blocks + 1);
  block.free();
  block.free();
  expect(heap.blocks).toBe(blocks);
  room.dispose();
  expect(heap.blocks).toBe(blocks - 1);
});

test("disposing of a room twice gives its share back once", () => {
  const [first] = Array.from({ length: 200 }, () => roomFor([[4]], 1000)!);
  for (let i = 0; i < 1000; i++) first!.dispose();
  const buffers = Array.from({ length: 1000 }, () => roomFor([[4]], 1000)!.first.runs[0]![0]!.buffer);
  // 2 MiB of shares, of heaps with room for less than half a MiB.
  expect(new Set(buffers).size).toBeGreaterThan(2);
});

test("what is allocated near an array is so, all of it or nothing, and is given back", () => {
  const [a] = roomFor([[5]], 100)!.first.runs[0] as [Float32Array];
  const { arrays, heap, offset } = allocateNear(a, [7, 3])!;
  expect(arrays.map(({ buffer, length }) => [buffer === a.buffer, length])).toEqual([
    [true, 7],
    [true, 3],
  ]);
  heap.free(offset);
  expect(allocateNear(a, [7])!.offset).toBe(offset);
  expect(allocateNear(a, [1, 2 ** 28])).toBeUndefined();
  expect(allocateNear(new Float32Array(1), [3])).toBeUndefined();
});
