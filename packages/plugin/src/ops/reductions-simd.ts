import type { FloatArray } from "../contract.ts";
import type { FloatType } from "../float-array.ts";
import type { Heap } from "../heap.ts";
import { memo } from "../memo.ts";
import { access, type Code, get, loop, moduleOf, set, simd } from "../rule/wasm.ts";
import { home } from "./home.ts";
import { Kernel } from "./kernel.ts";
import type { Lanes } from "./lanes.ts";

const [add, mul, size, promote] = [simd(0xf0), simd(0xf2), simd(0xec), simd(0x5f)]; // f64x2.add, mul, abs, promote_low_f32x4
const [abs, max] = [simd(0xe0), simd(0xb8)]; // f32x4.abs, i32x4.max_s

type Step = (address: (i: number) => Code, vector: number) => Code;

/**
 * A module that exports `run(n, lanes, ...arrays)`: eight elements at a time, as far as they go, it takes those of
 * each array at the addresses given into the vectors at address `lanes`.
 * @param bytes an element's
 */
function emitReduction(arrays: number, vectors: number, bytes: number, step: Step) {
  const offset = 2 + arrays;
  const first = offset + 1;
  const each = (code: (local: number, i: number) => Code): Code =>
    Array.from({ length: vectors }, (_, i) => code(first + i, i));
  const address = (i: number): Code => [get(2 + i), get(offset), 0x6a]; // i32.add
  const body = each((local, i) => [get(local), step(address, i), set(local)]);
  const code = [
    each((local, i) => [get(1), access(0x00, 16 * i), set(local)]), // v128.load
    loop(0, offset, 8, body, bytes),
    each((local, i) => [get(1), get(local), access(0x0b, 16 * i)]), // v128.store
  ];
  return moduleOf(offset, 0, vectors, code);
}

/** Two neighbouring elements in float64: of float32, v128.load64_zero, promote. */
const pairs = {
  4: (address: Code, i: number): Code => [address, access(0x5d, 8 * i), promote],
  8: (address: Code, i: number): Code => [address, access(0x00, 16 * i)],
};

const kernelsOf = (bytes: 4 | 8) => {
  const pair = pairs[bytes];
  const sum = (arrays: number, step: Step) => new Kernel(() => emitReduction(arrays, 4, bytes, step));
  return {
    sum: sum(1, (at, i) => [pair(at(0), i), add]),
    sumAbs: sum(1, (at, i) => [pair(at(0), i), size, add]),
    dot: sum(2, (at, i) => [pair(at(0), i), pair(at(1), i), mul, add]),
    maxAbs:
      bytes === 8
        ? sum(1, (at, i) => [pair(at(0), i), size, simd(0xf5)]) // f64x2.max
        : // Without their signs, floats are ordered as their bits are, and NaN comes last.
          new Kernel(() => emitReduction(1, 2, 4, (at, i) => [at(0), access(0x00, 16 * i), abs, max])),
  };
};
type Kernels = ReturnType<typeof kernelsOf>;
const kernels = new Map<FloatType, Kernels>();

/**
 * Takes the first `n` elements, a multiple of 8, into the lanes: on top of the numbers in `lanes`; of `maxAbs` from 0.
 * Arrays in a heap are read where they are; others go through its scratch page piece by piece.
 */
export function intoLanes(
  name: "sum" | "sumAbs" | "dot",
  type: FloatType,
  arrays: readonly FloatArray[],
  n: number,
  lanes: Lanes,
): void {
  const heap = home(arrays);
  const { run, lanes: shared } = memo(kernels, type, () => kernelsOf(type.BYTES_PER_ELEMENT as 4 | 8))[name].in(heap);
  for (let i = 0; i < 8; i++) shared[i] = lanes[i]!;
  reduce(run, heap, type, arrays, n);
  for (let i = 0; i < 8; i++) lanes[i] = shared[i]!;
}

/** The largest magnitudes, lane by lane, of the first `n` elements, a multiple of 8. The next call changes them. */
export function largest(type: FloatType, arrays: readonly FloatArray[], n: number): FloatArray {
  const heap = home(arrays);
  const { run, lanes } = memo(kernels, type, () => kernelsOf(type.BYTES_PER_ELEMENT as 4 | 8)).maxAbs.in(heap);
  lanes.fill(0);
  reduce(run, heap, type, arrays, n);
  return new type(heap.buffer, lanes.byteOffset, 8);
}

function reduce(
  run: (...numbers: number[]) => void,
  heap: Heap,
  type: FloatType,
  arrays: readonly FloatArray[],
  n: number,
): void {
  const [x, y] = arrays;
  if (x!.buffer === heap.buffer && (!y || y.buffer === heap.buffer)) {
    run(n, heap.scratch.byteOffset, x!.byteOffset, y ? y.byteOffset : 0);
    return;
  }
  const pieces = memo(
    memo(piecesIn, heap, () => new Map()),
    type,
    () => piecesOf(heap, type),
  );
  for (let from = 0; from < n; from += piece) {
    const size = Math.min(piece, n - from);
    const addresses = arrays.map((array, i) => {
      if (array.buffer === heap.buffer) return array.byteOffset + type.BYTES_PER_ELEMENT * from;
      const first = arrays.indexOf(array); // of a norm, both are one
      if (first === i) pieces[i]!.set(array.subarray(from, from + size));
      return pieces[first]!.byteOffset;
    });
    run(size, heap.scratch.byteOffset, ...addresses);
  }
}

/** Elements of a piece: two of them fit into the scratch page beside the lanes, and of float32 into the first-level cache. */
const piece = 2048;

const piecesIn = new WeakMap<Heap, Map<FloatType, readonly FloatArray[]>>();

const piecesOf = ({ scratch, buffer }: Heap, type: FloatType): readonly FloatArray[] =>
  [0, 1].map((i) => new type(buffer, scratch.byteOffset + 64 + i * piece * type.BYTES_PER_ELEMENT, piece));
