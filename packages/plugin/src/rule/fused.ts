import type { Heap } from "../heap.ts";
import { memo } from "../memo.ts";
import { webAssembly } from "../webassembly.ts";
import { emitNonFinite } from "./finite.ts";
import { inPieces, type Piece } from "./pieces.ts";
import { type Emitted, emit } from "./simd.ts";
import type { Arrays, Plan } from "./specialise.ts";

type Run = (...numbers: number[]) => number;

/** A plan as one WebAssembly loop. Float32 only. */
export const fuse = (plan: Plan) => load(emit(plan), plan);

/** Compiles a module; it is instantiated for each heap that it is to run in. */
function load({ bytes, arrays: names }: Emitted, { scalars, stores }: Pick<Plan, "scalars" | "stores">) {
  const module = new webAssembly!.Module(bytes);
  const instances = new WeakMap<Heap, Run>();

  /**
   * The module's function for these arrays. Those that lie in `heap` are read and written where they are; others go
   * through its scratch page, after the scalars, piece by piece. It returns whether any call returned a 1.
   */
  return (arrays: Arrays, length: number, heap: Heap) => {
    const run = memo(instances, heap, () => {
      const { exports } = new webAssembly!.Instance(module, { m: { m: heap.memory! } });
      return exports.f as Run;
    });
    const { scratch } = heap;
    const away = names.filter((name) => arrays[name]!.buffer !== heap.buffer);
    const size = Math.min(length, Math.floor((scratch.length - scalars.length) / away.length / 4) * 4);
    const pieces = away.map((name, i): Piece => [scratch.subarray(-size * (i + 1)).subarray(0, size), arrays[name]!]);
    const changed = pieces.filter((_, i) => stores.some(({ name }) => name === away[i]));
    const starts = names.map((name) => (pieces[away.indexOf(name)]?.[0] ?? arrays[name]!).byteOffset);
    const strides = names.map((name) => (away.includes(name) ? 0 : 4));

    return (values: ArrayLike<number>): boolean => {
      let any = 0;
      scalars.forEach((id, i) => {
        scratch[i] = values[id]!;
      });
      inPieces(length, size, pieces, changed, (n, from) => {
        any |= run(n, scratch.byteOffset, ...starts.map((start, i) => start + from * strides[i]!));
      });
      return any === 1;
    };
  };
}

let nonFinite: ReturnType<typeof load> | undefined;

/** Why compiled rules cannot run here, or undefined where they can: no WebAssembly, no SIMD, or a policy against it. */
export function whyNotFused(): string | undefined {
  if (!webAssembly) return "this runtime has no WebAssembly";
  try {
    nonFinite ??= load(emitNonFinite(), { scalars: [], stores: [] });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A function that says whether an array holds no NaN or infinity. For use where `whyNotFused` knows no reason. */
export function finiteIn(heap: Heap, g: Float32Array): () => boolean {
  const any = nonFinite!({ g }, g.length, heap);
  return () => !any([]);
}
