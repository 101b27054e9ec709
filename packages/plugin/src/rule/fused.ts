import type { FloatArray } from "../contract.ts";
import type { FloatType } from "../float-array.ts";
import type { Heap } from "../heap.ts";
import { memo } from "../memo.ts";
import { webAssembly } from "../webassembly.ts";
import { emitNonFinite } from "./finite.ts";
import { inPieces, type Piece } from "./pieces.ts";
import { emit } from "./simd.ts";
import type { Arrays, Plan } from "./specialise.ts";

type Run = (...numbers: number[]) => number;

interface Instance {
  readonly run: Run;
  /** The heap's scratch page, of the arrays' type. */
  readonly scratch: FloatArray;
}

/** A plan as one WebAssembly loop over arrays of a type. */
export const fuse = (plan: Plan, type: FloatType) => load(emit(plan, type).bytes, plan, type);

/** Compiles a module; it is instantiated for each heap that it is to run in. */
function load(
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
  return (arrays: Arrays, length: number, heap: Heap): ((values: ArrayLike<number>) => boolean) => {
    const { run, scratch } = memo(instances, heap, () => {
      const { exports } = new webAssembly!.Instance(module, { m: { m: heap.memory! } });
      const { buffer, byteOffset, byteLength } = heap.scratch;
      return {
        run: exports.f as Run,
        scratch: new type(buffer as ArrayBuffer, byteOffset, byteLength / type.BYTES_PER_ELEMENT),
      };
    });
    const base = scratch.byteOffset;
    const away = names.filter((name) => arrays[name]!.buffer !== heap.buffer);
    const size = Math.min(length, Math.floor((scratch.length - scalars.length) / away.length / 8) * 8);
    const pieces = away.map(
      (name, i): Piece => [scratch.subarray(scratch.length - size * (i + 1)).subarray(0, size), arrays[name]!],
    );
    const changed = pieces.filter((_, i) => stores.some(({ name }) => name === away[i]));
    const starts = names.map((name) => (pieces[away.indexOf(name)]?.[0] ?? arrays[name]!).byteOffset);
    const strides = names.map((name) => (away.includes(name) ? 0 : type.BYTES_PER_ELEMENT));
    const [a, b, c, d, e, f] = starts as [number, number, number, number, number, number];
    /** A call with more arguments than there are parameters is cheaper than a list of them. */
    const whole =
      starts.length > 6 || starts.length < 2
        ? () => run(length, base, ...starts)
        : () => run(length, base, a, b, c, d, e, f);

    return (values) => {
      for (let i = 0; i < scalars.length; i++) scratch[i] = values[scalars[i]!]!;
      if (!pieces.length) return whole() === 1;
      let any = 0;
      inPieces(length, size, pieces, changed, (n, from) => {
        any |= n === length ? whole() : run(n, base, ...starts.map((start, i) => start + from * strides[i]!));
      });
      return any === 1;
    };
  };
}

/** The check of gradients, by their type. */
const nonFinite = new Map<FloatType, ReturnType<typeof load>>();
const nonFiniteOf = (type: FloatType) =>
  memo(nonFinite, type, () => load(emitNonFinite(type), { arrays: ["g"], scalars: [], stores: [] }, type));

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
