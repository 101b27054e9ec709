import { mixedIn, singleIn } from "@downhill/linalg/kernels";
import { type Heap, kernelModule } from "@downhill/plugin/engine";
import { wasm } from "../src/kernels/bindings/further.wasm.ts";
import type { FurtherKernels } from "../src/kernels/bindings/further-kernels.ts";
import { kernelsIn } from "../src/kernels/bindings/simd.ts";
import { fuzz, tries } from "./fuzz.ts";
import { guards } from "./guards.ts";

/** The kernels' own page, and what follows it. */
export const START = 65536;

interface Memory {
  readonly buffer: ArrayBuffer;
}
export const { Memory } = (
  globalThis as unknown as { WebAssembly: { Memory: new (size: { initial: number }) => Memory } }
).WebAssembly;
export const memory = new Memory({ initial: 64 });
export const bytes = new Uint8Array(memory.buffer);
export const kernels = kernelsIn(memory);
export const products = { float32: singleIn({ memory } as Heap)!, float64: mixedIn({ memory } as Heap)! };
export const further = kernelModule<FurtherKernels>(wasm).in(memory);

export const { random, size, numbers } = fuzz(1);
const thorough = Boolean(process.env.DOWNHILL_THOROUGH);

export const classes = (length: number, columns: number) => Int32Array.from({ length }, () => size(0, columns - 1));

type Data = Float32Array | Int32Array | Uint8Array;

/**
 * Runs a kernel on copies of the arrays, each with a guard around it and not aligned to more than its elements are, and
 * returns what became of them. Only those in `outputs` may have changed.
 */
export function run<R>(arrays: readonly Data[], outputs: readonly number[], kernel: (...at: number[]) => R) {
  let end = START;
  const at = arrays.map((array) => {
    const start = end + 16 + 4 * size(0, 3);
    end = start + Math.ceil(array.byteLength / 4) * 4 + 16;
    return start;
  });
  guards(bytes, START, end);
  arrays.forEach((array, i) => {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at[i]!);
  });
  const expected = bytes.slice(START, end);
  const result = kernel(...at);
  const after = arrays.map((array, i) => {
    const copy = bytes.slice(at[i]!, at[i]! + array.byteLength);
    if (outputs.includes(i)) expected.set(copy, at[i]! - START);
    return new Float32Array(copy.buffer, 0, copy.byteLength >> 2);
  });
  if (Buffer.compare(expected, bytes.subarray(START, end)) !== 0) {
    throw new Error(`written where it must not be, by ${kernel}`);
  }
  return { result, after };
}

export const precisions = [
  ["float32", "32"],
  ["float64", "64"],
] as const;

/**
 * Calls `check` with sizes from 0 to 70, and some longer. Of the small ones a third, in which each remainder by 4 of
 * the rows meets each of the columns, and under `pnpm thorough` all.
 */
export function sizes(check: (rows: number, columns: number) => void): void {
  for (let rows = 0; rows <= 9; rows++) {
    for (let columns = 1; columns <= 20; columns++) if (thorough || (rows + columns) % 3 === 0) check(rows, columns);
  }
  for (let i = 0; i < tries(150); i++) check(size(0, 70), size(1, 70));
  for (let i = 0; i < tries(10); i++) check(size(100, 700), size(1, 20));
  for (let i = 0; i < tries(10); i++) check(size(1, 10), size(120, 700));
}
