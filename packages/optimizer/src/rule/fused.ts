import { fail } from "../errors.ts";
import { Heap } from "../heap.ts";
import { memo } from "../memo.ts";
import { webAssembly } from "../webassembly.ts";
import { emitNonFinite } from "./finite.ts";
import { type Emitted, emit } from "./simd.ts";
import type { Arrays, Plan } from "./specialise.ts";

type Run = (...numbers: number[]) => number;

/** Bytes of a heap's scratch page for a rule's scalars; the rest is for pieces of arrays. */
const scalarBytes = 4096;

/** A plan as one WebAssembly loop. Float32 only. */
export function fuse(plan: Plan) {
  if (4 * plan.scalars.length > scalarBytes) fail(`a rule may have 1024 scalars, this has ${plan.scalars.length}`);
  return load(
    emit(plan),
    plan.scalars,
    plan.stores.map(({ name }) => name),
  );
}

/** Compiles a module; it is instantiated for each heap that it is to run in. */
function load({ bytes, arrays: names }: Emitted, ids: readonly number[], stored: readonly string[]) {
  const module = new webAssembly!.Module(bytes);
  const instances = new WeakMap<Heap, Run>();

  /**
   * The module's function for these arrays. Those that lie in `heap` are read and written where they are; others go
   * through its scratch page, piece by piece. It returns whether any call of the module's function returned a 1.
   */
  return (arrays: Arrays, length: number, heap: Heap) => {
    const run = memo(instances, heap, () => {
      const { exports } = new webAssembly!.Instance(module, { m: { m: heap.memory! } });
      return Object.values(exports)[0] as Run;
    });
    const { offset, bytes } = Heap.scratch;
    const scalars = new Float32Array(heap.buffer, offset, ids.length);
    const away = names.filter((name) => arrays[name]!.buffer !== heap.buffer);
    const size = away.length ? Math.min(length, Math.floor((bytes - scalarBytes) / (16 * away.length)) * 4) : length;
    const pieces = away.map((name, i) => ({
      array: arrays[name]!,
      copy: new Float32Array(heap.buffer, offset + scalarBytes + 4 * size * i, size),
      stored: stored.includes(name),
    }));
    const starts = names.map((name) => pieces[away.indexOf(name)]?.copy.byteOffset ?? arrays[name]!.byteOffset);
    const strides = names.map((name) => (away.includes(name) ? 0 : 4));
    const call = [length, offset, ...starts];

    return (values: Float64Array): boolean => {
      for (let i = 0; i < ids.length; i++) scalars[i] = values[ids[i]!]!;
      let any = 0;
      for (let from = 0; from < length; from += size) {
        const n = Math.min(size, length - from);
        call[0] = n;
        for (let i = 0; i < starts.length; i++) call[2 + i] = starts[i]! + from * strides[i]!;
        for (const { array, copy } of pieces) copy.set(n < length ? array.subarray(from, from + n) : array);
        any |= run(...call);
        for (const { array, copy, stored } of pieces)
          if (stored) array.set(n < size ? copy.subarray(0, n) : copy, from);
      }
      return any === 1;
    };
  };
}

let nonFinite: ReturnType<typeof load> | undefined;

/** Why compiled rules cannot run here, or undefined where they can: no WebAssembly, no SIMD, or a policy against it. */
export function whyNotFused(): string | undefined {
  if (!webAssembly) return "this runtime has no WebAssembly";
  try {
    nonFinite ??= load(emitNonFinite(), [], []);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

const none = new Float64Array();

/** A function that says whether an array holds no NaN or infinity. For use where `whyNotFused` knows no reason. */
export function finiteIn(heap: Heap, g: Float32Array): () => boolean {
  const any = nonFinite!({ g }, g.length, heap);
  return () => !any(none);
}
