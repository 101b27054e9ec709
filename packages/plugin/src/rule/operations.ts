import type { FloatArray } from "../contract.ts";
import type { Op } from "./op.ts";
import { type Code, type Kind, simd } from "./wasm.ts";

/** Computes `n` elements of `out` from p times those of `a` and q times those of `b`. */
export type Loop = (n: number, out: FloatArray, a: FloatArray, p: number, b: FloatArray, q: number) => void;

export interface Operation {
  /** On numbers: in float64, to be rounded to what the elements are. */
  readonly number: (a: number, b: number, c: number) => number;
  /** On the vectors on WebAssembly's stack; `free` is a local of their kind, and those after it are free as well. */
  readonly vector: (kind: Kind, free: number) => Code;
  /** How many more locals than its result's it takes. */
  readonly locals?: number;
  /** On arrays: for those that matter, as one loop for all of them calls a function for each element. */
  readonly loop?: Loop;
}

export type Operations = { readonly [K in Op]?: Operation };

const arithmetic = (opcode: number, number: Operation["number"], loop?: Loop): Operation => ({
  number,
  vector: (kind) => kind.op(opcode),
  ...(loop && { loop }),
});

const one = (kind: Kind) => kind.lanes(0x3f80, 0x3ff0);

/** A comparison makes lanes of all ones or all zeros; of all ones, the bits of 1 are kept. */
const comparison = (opcode: number, number: (a: number, b: number) => boolean): Operation => ({
  number: (a, b) => +number(a, b),
  vector: (kind) => [kind.op(opcode), one(kind), simd(0x4e)],
});

/** What the rule language's operations mean, but for its leaves and for powers, which are of scalars only. */
export const operations: { readonly [K in Op]?: Operation } = {
  "+": arithmetic(0xe4, (a, b) => a + b),
  "-": arithmetic(0xe5, (a, b) => a - b),
  "*": arithmetic(
    0xe6,
    (a, b) => a * b,
    (n, out, a, p, b, q) => {
      for (let i = 0; i < n; i++) out[i] = p * a[i]! * (q * b[i]!);
    },
  ),
  "/": arithmetic(
    0xe7,
    (a, b) => a / b,
    (n, out, a, p, b, q) => {
      for (let i = 0; i < n; i++) out[i] = (p * a[i]!) / (q * b[i]!);
    },
  ),
  min: arithmetic(0xe8, (a, b) => Math.min(a, b)),
  max: arithmetic(
    0xe9,
    (a, b) => Math.max(a, b),
    (n, out, a, p, b, q) => {
      for (let i = 0; i < n; i++) out[i] = Math.max(p * a[i]!, q * b[i]!);
    },
  ),
  abs: arithmetic(0xe0, Math.abs),
  sqrt: arithmetic(0xe3, Math.sqrt, (n, out, a, p) => {
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(p * a[i]!);
  }),
  sign: {
    number: Math.sign,
    // x times more than it takes for the least subnormal to reach 1, between -1 and 1; ±0 and NaN stay (pmin and pmax keep x if in doubt).
    vector(kind) {
      const enlarge = [kind.lanes(0x6500, 0x6180), kind.op(0xe6)];
      return [enlarge, enlarge, one(kind), kind.op(0xea), kind.lanes(0xbf80, 0xbff0), kind.op(0xeb)];
    },
  },
  "<": comparison(0x43, (a, b) => a < b),
  "<=": comparison(0x45, (a, b) => a <= b),
  ">": comparison(0x44, (a, b) => a > b),
  ">=": comparison(0x46, (a, b) => a >= b),
  "==": comparison(0x41, (a, b) => a === b),
  "!=": comparison(0x42, (a, b) => a !== b),
  "?": {
    number: (a, b, c) => (c ? a : b),
    vector: (kind) => [kind.op(0xe0), kind.lanes(0, 0), kind.op(0x44), simd(0x52)],
  },
};
