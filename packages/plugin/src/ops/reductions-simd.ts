import type { FloatArray } from "../contract.ts";
import type { Heap } from "../heap.ts";
import { access, type Code, get, loop, moduleOf, set, simd } from "../rule/wasm.ts";
import { home } from "./home.ts";
import { Kernel } from "./kernel.ts";

const [add, mul, promote] = [simd(0xf0), simd(0xf2), simd(0x5f)]; // f64x2.add, mul, promote_low_f32x4
const magnitude = simd(0xec); // f64x2.abs
const [abs, max] = [simd(0xe0), simd(0xb8)]; // f32x4.abs, i32x4.max_s

/**
 * A module that exports `run(n, lanes, ...arrays)`: eight elements at a time, as far as they go, it takes those of
 * each array at the addresses given into the vectors at address `lanes`.
 */
function emitReduction(arrays: number, vectors: number, step: (address: (i: number) => Code, vector: number) => Code) {
  const offset = 2 + arrays;
  const first = offset + 1;
  const each = (code: (local: number, i: number) => Code): Code =>
    Array.from({ length: vectors }, (_, i) => code(first + i, i));
  const address = (i: number): Code => [get(2 + i), get(offset), 0x6a]; // i32.add
  const code = [
    each((local, i) => [get(1), access(0x00, 16 * i), set(local)]), // v128.load
    loop(
      0,
      offset,
      8,
      each((local, i) => [get(local), step(address, i), set(local)]),
    ),
    each((local, i) => [get(1), get(local), access(0x0b, 16 * i)]), // v128.store
  ];
  return moduleOf(offset, 0, vectors, code);
}

/** Two neighbouring elements in float64: v128.load64_zero, promote. */
const pair = (address: Code, i: number): Code => [address, access(0x5d, 8 * i), promote];

const kernels = {
  sum: new Kernel(() => emitReduction(1, 4, (at, i) => [pair(at(0), i), add])),
  sumAbs: new Kernel(() => emitReduction(1, 4, (at, i) => [pair(at(0), i), magnitude, add])),
  dot: new Kernel(() => emitReduction(2, 4, (at, i) => [pair(at(0), i), pair(at(1), i), mul, add])),
  /** Without their signs, floats are ordered as their bits are, and NaN comes last. */
  maxAbs: new Kernel(() => emitReduction(1, 2, (at, i) => [at(0), access(0x00, 16 * i), abs, max])),
};

/**
 * Takes the first `n` elements, a multiple of 8, into the lanes; for `maxAbs`, these are eight float32.
 * Arrays in a heap are read where they are; others go through its scratch page piece by piece.
 */
export function lanesOf(name: "sum" | "sumAbs" | "dot", arrays: readonly Float32Array[], n: number): Float64Array;
export function lanesOf(name: "maxAbs", arrays: readonly Float32Array[], n: number): Float32Array;
export function lanesOf(name: keyof typeof kernels, arrays: readonly Float32Array[], n: number): FloatArray {
  const heap = home(arrays);
  const { run, lanes } = kernels[name].in(heap);
  lanes.fill(0);
  reduce(run, heap, arrays, n);
  return name === "maxAbs" ? new Float32Array(heap.buffer, lanes.byteOffset, 8) : lanes;
}

function reduce(run: (...numbers: number[]) => void, heap: Heap, arrays: readonly Float32Array[], n: number): void {
  const [x, y] = arrays;
  if (arrays.every((array) => array.buffer === heap.buffer)) {
    run(n, heap.scratch.byteOffset, x!.byteOffset, y?.byteOffset ?? 0);
    return;
  }
  const pieces = piecesOf(heap);
  for (let from = 0; from < n; from += piece) {
    const size = Math.min(piece, n - from);
    const addresses = arrays.map((array, i) => {
      if (array.buffer === heap.buffer) return array.byteOffset + 4 * from;
      const first = arrays.indexOf(array); // of a norm, both are one
      if (first === i) pieces[i]!.set(array.subarray(from, from + size));
      return pieces[first]!.byteOffset;
    });
    run(size, heap.scratch.byteOffset, ...addresses);
  }
}

/** Elements of a piece: two of them fit into the scratch page beside the lanes, and both into the first-level cache. */
const piece = 4096;

const piecesIn = new WeakMap<Heap, readonly Float32Array[]>();

function piecesOf(heap: Heap): readonly Float32Array[] {
  let pieces = piecesIn.get(heap);
  if (!pieces) {
    pieces = [0, 1].map((i) => heap.scratch.subarray(16 + piece * i).subarray(0, piece));
    piecesIn.set(heap, pieces);
  }
  return pieces;
}
