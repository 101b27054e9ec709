import { expect, test } from "vitest";
import { Arena } from "./memory.ts";

test("a run is contiguous, and runs start at multiples of 16 bytes of one buffer", () => {
  const [values, grads] = new Arena().allocate([3, 2], [3, 2]);
  expect(values!.map(({ byteOffset }) => byteOffset)).toEqual([0, 12]);
  expect(grads!.map(({ byteOffset }) => byteOffset)).toEqual([32, 44]);
  expect(new Set([...values!, ...grads!].map(({ buffer }) => buffer)).size).toBe(1);
});

test("blocks may be ranges of one WebAssembly memory", () => {
  const buffer = new ArrayBuffer(1024);
  let next = 64;
  const arena = new Arena((bytes) => {
    const byteOffset = next;
    next += bytes;
    return { buffer, byteOffset };
  });
  const [[a]] = arena.allocate([5]) as [[Float32Array]];
  const [[b]] = arena.allocate([5]) as [[Float32Array]];
  expect([a.byteOffset, b.byteOffset, next]).toEqual([64, 96, 128]);
  a.fill(1);
  expect([...b]).toEqual([0, 0, 0, 0, 0]);
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
