import type { FloatArray } from "../contract.ts";
import type { FloatType } from "../float-array.ts";
import type { Heap } from "../heap.ts";
import { memo } from "../memo.ts";
import { webAssembly } from "../webassembly.ts";
import { emitNonFinite } from "./finite.ts";
import { inPieces, load, piecesOf, store } from "./pieces.ts";
import { emit } from "./simd.ts";
import type { Arrays, Plan } from "./specialise.ts";

type Run = (...numbers: number[]) => number;

interface Instance {
  readonly run: Run;
  /** The heap's scratch page, of the arrays' type. */
  readonly scratch: FloatArray;
}

/** A plan as one WebAssembly loop over arrays of a type. */
export const fuse = (plan: Plan, type: FloatType) => compiled(emit(plan, type).bytes, plan, type);

/** Compiles a module; it is instantiated for each heap that it is to run in. */
function compiled(
  bytes: Uint8Array,
  { arrays: names, scalars, stores }: Pick<Plan, "arrays" | "scalars" | "stores">,
  type: FloatType,
) {
  const module = new webAssembly!.Module(bytes);
  const instances = new WeakMap<Heap, Instance>();

  /**
   * The module's function for these arrays. Those that lie in `heap` are read and written where they are; others go
   * through its scratch page, after the scalars, piece by piece. It returns whether any call returned a 1.
   */
  return (
    arrays: Arrays,
    length: number,
    heap: Heap,
    apart: Readonly<Record<string, readonly FloatArray[]>> = {},
  ): ((values: ArrayLike<number>) => boolean) => {
    const { run, scratch } = memo(instances, heap, () => {
      const { exports } = new webAssembly!.Instance(module, { m: { m: heap.memory! } });
      const { buffer, byteOffset, byteLength } = heap.scratch;
      return {
        run: exports.f as Run,
        scratch: new type(buffer as ArrayBuffer, byteOffset, byteLength / type.BYTES_PER_ELEMENT),
      };
    });
    const base = scratch.byteOffset;
    const away = names.filter((name) => apart[name] || arrays[name]!.buffer !== heap.buffer);
    const size = Math.min(length, Math.floor((scratch.length - scalars.length) / away.length / 8) * 8);
    const pieces = away.map((name, i) =>
      piecesOf(apart[name] ?? [arrays[name]!.subarray(0, length)], scratch, scratch.length - size * (i + 1)),
    );
    const loads = pieces.flat();
    const changed = pieces.filter((_, i) => stores.some(({ name }) => name === away[i])).flat();
    const starts = names.map((name) => (pieces[away.indexOf(name)]?.[0]?.copy ?? arrays[name]!).byteOffset);
    const strides = names.map((name) => (away.includes(name) ? 0 : type.BYTES_PER_ELEMENT));
    const [a, b, c, d, e, f] = starts as [number, number, number, number, number, number];
    const many = starts.length > 6 || starts.length < 2;

    return (values) => {
      for (let i = 0; i < scalars.length; i++) scratch[i] = values[scalars[i]!]!;
      if (size < length) {
        let any = 0;
        inPieces(length, size, loads, changed, scratch, (n, from) => {
          any |= run(n, base, ...starts.map((start, i) => start + from * strides[i]!));
        });
        return any === 1;
      }
      for (let i = 0; i < loads.length; i++) load(scratch, loads[i]!);
      // A call with more arguments than there are parameters is cheaper than a list of them.
      const any = many ? run(length, base, ...starts) : run(length, base, a, b, c, d, e, f);
      for (let i = 0; i < changed.length; i++) store(scratch, changed[i]!);
      return any === 1;
    };
  };
}

/** The check of gradients, by their type. */
const nonFinite = new Map<FloatType, ReturnType<typeof compiled>>();
const nonFiniteOf = (type: FloatType) =>
  memo(nonFinite, type, () => compiled(emitNonFinite(type), { arrays: ["g"], scalars: [], stores: [] }, type));

/** Why compiled rules cannot run here, or undefined where they can: no WebAssembly, no SIMD, or a policy against it. */
export function whyNotFused(): string | undefined {
  if (!webAssembly) return "this runtime has no WebAssembly";
  try {
    nonFiniteOf(Float32Array);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** A function that says whether an array holds no NaN or infinity. For use where `whyNotFused` knows no reason. */
export function finiteIn(heap: Heap, g: FloatArray, type: FloatType = Float32Array): () => boolean {
  const any = nonFiniteOf(type)({ g }, g.length, heap);
  return () => !any([]);
}
