import { operations } from "./operations.ts";
import type { Plan } from "./specialise.ts";
import { access, type Code, get, loop, moduleOf, set } from "./wasm.ts";

export interface Emitted {
  /**
   * A module that imports a memory as `m.m` and exports `f(n, scalars, ...arrays)`: the number of elements, and
   * the addresses, multiples of 4, of the scalars and of each array. Arrays are the same one or do not overlap.
   */
  readonly bytes: Uint8Array;
  /** The names of the arrays, in the order that `f` takes them. */
  readonly arrays: readonly string[];
}

/**
 * Compiles a float32 plan to one loop over eight elements at a time, two vectors, and one over those that remain.
 * Bit for bit what `portable` computes: the operations are the written ones, in the written order.
 */
export function emit({ size, loads, scalars, steps, stores }: Plan): Emitted {
  const arrays = [...new Set([...loads, ...stores].map(({ name }) => name))];
  const offset = 2 + arrays.length;
  const local = (id: number) => offset + 1 + id;
  const address = (name: string): Code => [get(2 + arrays.indexOf(name)), get(offset), 0x6a]; // i32.add

  const body = (load: Code, store: Code): Code => [
    loads.map(({ name, id }) => [address(name), load, set(local(id))]),
    steps.map(({ op, id, args }) => [args.map((arg) => get(local(arg))), operations[op]![1], set(local(id))]),
    stores.map(({ name, id }) => [address(name), get(local(id)), store]),
  ];
  const vector = (at: number) => body(access(0x00, at), access(0x0b, at)); // v128.load, store
  const element = body(access(0x5c), [access(0x5a), 0]); // load32_zero, store32_lane 0
  const code = [
    scalars.map((id, i) => [get(1), access(0x09, 4 * i), set(local(id))]), // load32_splat
    loop(0, offset, 8, [vector(0), vector(16)]),
    loop(0, offset, 1, element),
  ];
  return { bytes: moduleOf(offset, 0, size, code), arrays };
}
