import { Heap } from "@downhill/optimizer/engine";
import { expect, test } from "vitest";
import { Arena, allocateNear, freeNear } from "./memory.ts";

test("a run is contiguous, and runs start at multiples of 16 bytes of one buffer", () => {
  const [values, grads] = new Arena().allocate([3, 2], [3, 2]);
  const start = values![0]!.byteOffset;
  expect(values!.map(({ byteOffset }) => byteOffset - start)).toEqual([0, 12]);
  expect(grads!.map(({ byteOffset }) => byteOffset - start)).toEqual([32, 44]);
  expect(start % 16).toBe(0);
  expect(new Set([...values!, ...grads!].map(({ buffer }) => buffer)).size).toBe(1);
});

test("blocks lie in one heap, or, for the plain functions, in none", () => {
  const arena = new Arena();
  const [[a]] = arena.allocate([5]) as [[Float32Array]];
  const [[b]] = arena.allocate([5]) as [[Float32Array]];
  expect(Heap.of(a)).toBeDefined();
  expect(b.buffer).toBe(a.buffer);
  a.fill(1);
  expect([...b]).toEqual([0, 0, 0, 0, 0]);
  const [[c]] = new Arena(true).allocate([5]) as [[Float32Array]];
  expect(Heap.of(c)).toBeUndefined();
});

test("what is allocated near an array is so, all of it or nothing, and is given back", () => {
  const [[a]] = new Arena().allocate([5]) as [[Float32Array]];
  const { arrays, near } = allocateNear(a, [7, 3]);
  expect(arrays.map(({ buffer, length }) => [buffer === a.buffer, length])).toEqual([
    [true, 7],
    [true, 3],
  ]);
  freeNear(near);
  expect(allocateNear(a, [7]).arrays[0]!.byteOffset).toBe(arrays[0]!.byteOffset);
  const huge = allocateNear(a, [1, 2 ** 28]);
  expect([huge.arrays[0]!.buffer === a.buffer, huge.near]).toEqual([false, undefined]);
  expect(allocateNear(new Float32Array(1), [3])).toEqual({ arrays: [new Float32Array(3)], near: undefined });
});

test("what was allocated stays where it is", () => {
  const arena = new Arena();
  const [[a]] = arena.allocate([4]) as [[Float32Array]];
  a.fill(3);
  const { buffer } = a;
  arena.allocate([1e6]);
  expect(a.buffer).toBe(buffer);
  expect([...a]).toEqual([3, 3, 3, 3]);
});

test("a block that the heap has no room for lies outside, and that is told", () => {
  const arena = new Arena();
  const [[a]] = arena.allocate([4]) as [[Float32Array]];
  expect(arena.inHeap).toBe(true);
  const [[b]] = arena.allocate([2 ** 28]) as [[Float32Array]];
  expect([b.length, b.buffer === a.buffer, arena.inHeap]).toEqual([2 ** 28, false, false]);
});
