import { Heap } from "../heap.ts";
import { memo } from "../memo.ts";
import { webAssembly } from "../webassembly.ts";
import { emitNonFinite } from "./finite.ts";
import { inPieces, type Piece } from "./pieces.ts";
import { type Emitted, emit } from "./simd.ts";
import type { Arrays, Plan } from "./specialise.ts";

type Run = (...numbers: number[]) => number;

/** A plan as one WebAssembly loop. Float32 only. */
export const fuse = (plan: Plan) =>
  load(
    emit(plan),
    plan.scalars,
    plan.stores.map(({ name }) => name),
  );

/** Compiles a module; it is instantiated for each heap that it is to run in. */
function load({ bytes, arrays: names }: Emitted, ids: readonly number[], stored: readonly string[]) {
  const module = new webAssembly!.Module(bytes);
  const instances = new WeakMap<Heap, Run>();

  /**
   * The module's function for these arrays. Those that lie in `heap` are read and written where they are; others go
   * through its scratch page, after the scalars, piece by piece. It returns whether any call returned a 1.
   */
  return (arrays: Arrays, length: number, heap: Heap) => {
    const run = memo(instances, heap, () => {
      const { exports } = new webAssembly!.Instance(module, { m: { m: heap.memory! } });
      return Object.values(exports)[0] as Run;
    });
    const { offset, bytes } = Heap.scratch;
    const scratch = new Float32Array(heap.buffer, offset, bytes / 4);
    const away = names.filter((name) => arrays[name]!.buffer !== heap.buffer);
    const size = Math.min(length, Math.floor((scratch.length - ids.length) / away.length / 4) * 4);
    const pieces = away.map((name, i): Piece => [scratch.subarray(-size * (i + 1)).subarray(0, size), arrays[name]!]);
    const changed = pieces.filter((_, i) => stored.includes(away[i]!));
    const starts = names.map((name) => (pieces[away.indexOf(name)]?.[0] ?? arrays[name]!).byteOffset);
    const strides = names.map((name) => (away.includes(name) ? 0 : 4));
    const call = [length, offset, ...starts];

    return (values: Float64Array): boolean => {
      let any = 0;
      for (let i = 0; i < ids.length; i++) scratch[i] = values[ids[i]!]!;
      inPieces(length, size, pieces, changed, (n, from) => {
        call[0] = n;
        for (let i = 0; i < starts.length; i++) call[2 + i] = starts[i]! + from * strides[i]!;
        any |= run(...call);
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
