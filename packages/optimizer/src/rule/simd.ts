import type { Op } from "./ir.ts";
import type { Plan } from "./specialise.ts";
import { access, type Code, get, loop, moduleOf, set, simd } from "./wasm.ts";

/** A float32, given by its upper two bytes, in all four lanes. */
const lanes = (bits: number): Code => [0x43, 0, 0, bits & 255, bits >> 8, simd(0x13)];

const [mul, pmin, pmax] = [simd(0xe6), simd(0xea), simd(0xeb)];

/** What each operation does to the vectors on the stack. A boolean is a lane of all ones or all zeros. */
const instructions: { readonly [K in Op]?: Code } = {
  add: simd(0xe4),
  sub: simd(0xe5),
  mul,
  div: simd(0xe7),
  min: simd(0xe8),
  max: simd(0xe9),
  neg: simd(0xe1),
  abs: simd(0xe0),
  sqrt: simd(0xe3),
  // x · 2⁷⁵ · 2⁷⁵ between -1 and 1: even the least subnormal reaches 1, and ±0 and NaN stay (pmin and pmax keep x if in doubt).
  sign: [lanes(0x6500), mul, lanes(0x6500), mul, lanes(0x3f80), pmin, lanes(0xbf80), pmax],
  eq: simd(0x41),
  ne: simd(0x42),
  lt: simd(0x43),
  gt: simd(0x44),
  le: simd(0x45),
  ge: simd(0x46),
  not: simd(0x4d),
  and: simd(0x4e),
  or: simd(0x50),
  select: simd(0x52),
};

export interface Emitted {
  /**
   * A module that imports a memory as `m.m` and exports `run(n, scalars, ...arrays)`: the number of elements, and
   * the addresses, multiples of 4, of the scalars and of each array. Arrays are the same one or do not overlap.
   */
  readonly bytes: Uint8Array;
  /** The names of the arrays, in the order that `run` takes them. */
  readonly arrays: readonly string[];
  /** The nodes whose values, rounded to float32, are the scalars. */
  readonly scalars: readonly number[];
}

/**
 * Compiles a float32 plan to one loop over eight elements at a time, two vectors, and one over those that remain.
 * Bit for bit what `Portable` computes: the operations are the written ones, in the written order.
 */
export function emit({ loads, scalars, operations, stores }: Plan): Emitted {
  const arrays = [...new Set([...loads, ...stores].map(({ name }) => name))];
  const values = [...scalars, ...[...loads, ...operations].map(({ id }) => id)];
  const offset = 2 + arrays.length;
  const local = (id: number) => offset + 1 + values.indexOf(id);
  const address = (name: string): Code => [get(2 + arrays.indexOf(name)), get(offset), 0x6a]; // i32.add
  // bitselect takes its condition last.
  const operands = (op: Op, [a, ...rest]: readonly number[]) => (op === "select" ? [...rest, a!] : [a!, ...rest]);

  const body = (load: Code, store: Code): Code => [
    loads.map(({ name, id }) => [address(name), load, set(local(id))]),
    operations.map(({ op, id, args }) => [
      operands(op, args).map((arg) => get(local(arg))),
      instructions[op]!,
      set(local(id)),
    ]),
    stores.map(({ name, id }) => [address(name), get(local(id)), store]),
  ];
  const vector = (at: number) => body(access(0x00, at), access(0x0b, at)); // v128.load, store
  const element = body(access(0x5c), [access(0x5a), 0]); // load32_zero, store32_lane 0
  const code = [
    scalars.map((id, i) => [get(1), access(0x09, 4 * i), set(local(id))]), // load32_splat
    loop(0, offset, 8, [vector(0), vector(16)]),
    loop(0, offset, 1, element),
  ];
  return { bytes: moduleOf("run", offset, 0, values.length, code), arrays, scalars };
}
