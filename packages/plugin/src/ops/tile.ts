import type { Heap } from "../heap.ts";
import { access, type Code, get, loop, moduleOf, set, simd } from "../rule/wasm.ts";
import { Kernel } from "./kernel.ts";

/** Rows and columns of a tile: with its operands, it fits into the registers. */
export const side = 4;

/**
 * C += A·B for a tile C, 4 × 4 and row-major at index `c` of `work`, and `depth` columns of A at `a` and rows of B at
 * `b`, four numbers each. Each sum is continued in order.
 */
export type Tile = (work: Float64Array, a: number, b: number, c: number, depth: number) => void;

/** In halves, which fit into the registers of plain code: two rows at a time. */
export const plainTile: Tile = (work, a, b, c, depth) => {
  for (let half = 0; half < side; half += 2) {
    const at = c + side * half;
    let c00 = work[at]!;
    let c01 = work[at + 1]!;
    let c02 = work[at + 2]!;
    let c03 = work[at + 3]!;
    let c10 = work[at + 4]!;
    let c11 = work[at + 5]!;
    let c12 = work[at + 6]!;
    let c13 = work[at + 7]!;
    const behind = b + side * depth;
    for (let i = a + half, j = b; j < behind; i += side, j += side) {
      const a0 = work[i]!;
      const a1 = work[i + 1]!;
      const b0 = work[j]!;
      const b1 = work[j + 1]!;
      const b2 = work[j + 2]!;
      const b3 = work[j + 3]!;
      c00 += a0 * b0;
      c01 += a0 * b1;
      c02 += a0 * b2;
      c03 += a0 * b3;
      c10 += a1 * b0;
      c11 += a1 * b1;
      c12 += a1 * b2;
      c13 += a1 * b3;
    }
    work[at] = c00;
    work[at + 1] = c01;
    work[at + 2] = c02;
    work[at + 3] = c03;
    work[at + 4] = c10;
    work[at + 5] = c11;
    work[at + 6] = c12;
    work[at + 7] = c13;
  }
};

const [add, mul] = [simd(0xf0), simd(0xf2)]; // f64x2.add, mul
const [load, loadSplat, store] = [0x00, 0x0a, 0x0b]; // v128.load, load64_splat, store

/** A module that exports `tile(n, a, b, c)`: the same with addresses, for a depth of n / 8. */
function emitTile(): Uint8Array {
  const [offset, first] = [4, 5];
  const operands = [first + 8, first + 9];
  const c = Array.from({ length: 8 }, (_, i) => ({ local: first + i, row: i >> 1, half: i & 1 }));
  const at = (parameter: number): Code => [get(parameter), get(offset), 0x6a]; // i32.add
  const step = (k: number): Code => [
    operands.map((local, half) => [at(2), access(load, 32 * k + 16 * half), set(local)]),
    [0, 1, 2, 3].map((row) => [
      [at(1), access(loadSplat, 32 * k + 8 * row), set(first + 10)],
      c
        .filter((part) => part.row === row)
        .map(({ local, half }) => [get(local), get(first + 10), get(operands[half]!), mul, add, set(local)]),
    ]),
  ];
  const code = [
    c.map(({ local }, i) => [get(3), access(load, 16 * i), set(local)]),
    loop(0, offset, 16, [step(0), step(1)]),
    loop(0, offset, 8, step(0)),
    c.map(({ local }, i) => [get(3), get(local), access(store, 16 * i)]),
  ];
  return moduleOf(4, 0, 11, code);
}

const kernel = new Kernel(emitTile);

/** The same as `plainTile`, for a `work` in that heap. */
export function simdTile(heap: Heap): Tile {
  const { run } = kernel.in(heap);
  return ({ byteOffset }, a, b, c, depth) => run(8 * depth, byteOffset + 8 * a, byteOffset + 8 * b, byteOffset + 8 * c);
}
