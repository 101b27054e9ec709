import { Heap } from "../heap.ts";
import { webAssembly } from "../webassembly.ts";
import { emitFinite } from "./finite.ts";
import { emit } from "./simd.ts";
import type { Plan } from "./specialise.ts";

type Run = (...numbers: number[]) => number;

/** Bytes of a heap's scratch page for a rule's scalars; the rest is for pieces of arrays. */
const scalarBytes = 4096;
const pieceBytes = Heap.scratch.bytes - scalarBytes;

/** A compiled module, with an instance for each heap that it has run in. */
class Module {
  readonly #module: object;
  readonly #instances = new WeakMap<Heap, Run>();

  constructor(bytes: Uint8Array) {
    this.#module = new webAssembly!.Module(bytes);
  }

  /** Its one function, computing in that heap. */
  in(heap: Heap): Run {
    let run = this.#instances.get(heap);
    if (!run) {
      const { exports } = new webAssembly!.Instance(this.#module, { m: { m: heap.memory! } });
      run = Object.values(exports)[0] as Run;
      this.#instances.set(heap, run);
    }
    return run;
  }
}

/** A plan as one WebAssembly loop. Float32 only. */
export class Fused {
  readonly #module: Module;
  readonly #arrays: readonly string[];
  readonly #scalars: readonly number[];
  readonly #stores: ReadonlySet<string>;

  constructor(plan: Plan) {
    const { bytes, arrays, scalars } = emit(plan);
    if (4 * scalars.length > scalarBytes)
      throw new RangeError(`a rule may have 1024 scalars, this has ${scalars.length}`);
    this.#module = new Module(bytes);
    this.#arrays = arrays;
    this.#scalars = scalars;
    this.#stores = new Set(plan.stores.map(({ name }) => name));
  }

  /**
   * A function that applies the plan to these arrays, given the scalar nodes' values by index; they round to float32.
   * Arrays that lie in `heap` are read and written where they are; others go through its scratch page, piece by piece.
   */
  bind(heap: Heap, arrays: Readonly<Record<string, Float32Array>>, length: number): (values: Float64Array) => void {
    const run = this.#module.in(heap);
    const ids = this.#scalars;
    const scalars = new Float32Array(heap.buffer, Heap.scratch.offset, ids.length);
    const away: Piece[] = [];
    const numbers = [length, Heap.scratch.offset];
    for (const name of this.#arrays) {
      const array = arrays[name]!;
      if (array.buffer !== heap.buffer) away.push({ array, index: numbers.length, stored: this.#stores.has(name) });
      numbers.push(array.byteOffset);
    }
    const call = away.length ? inPieces(run, heap, numbers, away, length) : () => run(...numbers);
    return (values) => {
      for (let i = 0; i < ids.length; i++) scalars[i] = values[ids[i]!]!;
      call();
    };
  }
}

/** An array outside the heap, and where in the call its address goes. */
interface Piece {
  readonly array: Float32Array;
  readonly index: number;
  readonly stored: boolean;
}

function inPieces(
  run: Run,
  heap: Heap,
  numbers: readonly number[],
  away: readonly Piece[],
  length: number,
): () => void {
  const size = Math.min(length, Math.floor(pieceBytes / (16 * away.length)) * 4);
  const copies = away.map(
    (_, i) => new Float32Array(heap.buffer, Heap.scratch.offset + scalarBytes + 4 * size * i, size),
  );
  const isAway = numbers.map((_, i) => away.some(({ index }) => index === i));
  return () => {
    const call = [...numbers];
    for (const [i, { index }] of away.entries()) call[index] = copies[i]!.byteOffset;
    for (let from = 0; from < length; from += size) {
      const n = Math.min(size, length - from);
      call[0] = n;
      for (const [i, { array }] of away.entries()) copies[i]!.set(n < length ? array.subarray(from, from + n) : array);
      run(...call);
      for (const [i, { array, stored }] of away.entries())
        if (stored) array.set(n < size ? copies[i]!.subarray(0, n) : copies[i]!, from);
      for (let i = 2; i < call.length; i++) if (!isAway[i]) call[i]! += 4 * n;
    }
  };
}

let finite: Module | undefined;

/** Why compiled rules cannot run here, or undefined where they can: no WebAssembly, no SIMD, or a policy against it. */
export function whyNotFused(): string | undefined {
  if (finite) return undefined;
  if (!webAssembly) return "this runtime has no WebAssembly";
  try {
    finite = new Module(emitFinite());
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Whether no element is NaN or infinite. For use where `whyNotFused` knows no reason. */
export function allFiniteFused(heap: Heap, array: Float32Array): boolean {
  const run = finite!.in(heap);
  if (array.buffer === heap.buffer) return run(array.byteOffset, array.length) === 1;
  const offset = Heap.scratch.offset + scalarBytes;
  const size = pieceBytes / 4;
  const copy = new Float32Array(heap.buffer, offset, size);
  for (let from = 0; from < array.length; from += size) {
    const n = Math.min(size, array.length - from);
    copy.set(n < array.length ? array.subarray(from, from + n) : array);
    if (run(offset, n) === 0) return false;
  }
  return true;
}
