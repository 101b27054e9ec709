import type { FloatType } from "../float-array.ts";
import type { Plan } from "./specialise.ts";
import { access, type Code, get, kindOf, loop, moduleOf, set } from "./wasm.ts";

export interface Emitted {
  /**
   * A module that imports a memory as `m.m` and exports `f(n, scalars, ...arrays)`: the number of elements, and
   * the addresses of the scalars, of the arrays' type, and of each array. Arrays are the same one or do not overlap.
   */
  readonly bytes: Uint8Array;
  /** The names of the arrays, in the order that `f` takes them. */
  readonly arrays: readonly string[];
}

/**
 * Compiles a plan to one loop over eight elements at a time, in vectors, and one over those that remain.
 * Bit for bit what `portable` computes: the operations are the written ones, in the written order.
 */
export function emit({ size, loads, scalars, steps, stores, arrays }: Plan, type: FloatType): Emitted {
  const kind = kindOf(type);
  const { bytes } = kind;
  const double = +(bytes > 4);
  const offset = 2 + arrays.length;
  const local = (id: number) => offset + 1 + id;
  const free = local(size);
  const address = (name: string): Code => [get(2 + arrays.indexOf(name)), get(offset), 0x6a]; // i32.add

  const body = (load: Code, store: Code): Code => [
    loads.map(({ name, id }) => [address(name), load, set(local(id))]),
    steps.map(({ id, args, operation }) => [
      args.map((arg) => get(local(arg))),
      operation.vector(kind, free),
      set(local(id)),
    ]),
    stores.map(({ name, id }) => [address(name), get(local(id)), store]),
  ];
  const vectors = Array.from({ length: bytes / 2 }, (_, i) => body(access(0x00, 16 * i), access(0x0b, 16 * i))); // v128.load, store
  const element = body(access(0x5c + double), [access(0x5a + double), 0]); // load_zero, store_lane 0
  const code = [
    scalars.map((id, i) => [get(1), access(0x09 + double, bytes * i), set(local(id))]), // load_splat
    loop(0, offset, 8, vectors, bytes),
    loop(0, offset, 1, element, bytes),
  ];
  const locals = Math.max(...steps.map(({ operation }) => operation.locals ?? 0), 0);
  return { bytes: moduleOf(offset, 0, size + locals, code), arrays };
}
