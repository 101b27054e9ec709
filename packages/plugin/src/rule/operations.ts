import type { FloatArray } from "../contract.ts";
import type { Op } from "./ir.ts";
import { power } from "./power.ts";
import type { Step } from "./specialise.ts";
import { type Code, simd } from "./wasm.ts";

/** Computes the first `n` elements of `out`. */
type Kernel = (n: number, out: FloatArray, a: FloatArray, b: FloatArray, c: FloatArray) => void;

/** A float32, given by its upper two bytes, in all four lanes. */
const lanes = (bits: number): Code => [0x43, 0, 0, bits & 255, bits >> 8, simd(0x13)];

const one = lanes(0x3f80);
/** A comparison makes lanes of all ones or all zeros; of all ones, the bits of 1 are kept. */
const comparison = (opcode: number): Code => [simd(opcode), one, simd(0x4e)];

/** 2⁷⁵ times the vector. */
const enlarge = [lanes(0x6500), simd(0xe6)];

/**
 * What the rule language's operations mean, but for its leaves: on arrays, and on the vectors on WebAssembly's stack.
 * Every loop is written out: one for all of them would call a function for each element.
 */
export const operations: { readonly [K in Op]?: readonly [kernel: Kernel, vector: Code] } = {
  "+": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = a[i]! + b[i]!;
    },
    simd(0xe4),
  ],
  "-": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = a[i]! - b[i]!;
    },
    simd(0xe5),
  ],
  "*": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = a[i]! * b[i]!;
    },
    simd(0xe6),
  ],
  "/": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = a[i]! / b[i]!;
    },
    simd(0xe7),
  ],
  min: [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = Math.min(a[i]!, b[i]!);
    },
    simd(0xe8),
  ],
  max: [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = Math.max(a[i]!, b[i]!);
    },
    simd(0xe9),
  ],
  abs: [
    (n, out, a) => {
      for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]!);
    },
    simd(0xe0),
  ],
  sqrt: [
    (n, out, a) => {
      for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]!);
    },
    simd(0xe3),
  ],
  // x · 2¹⁵⁰ between -1 and 1: even the least subnormal reaches 1; ±0 and NaN stay (pmin and pmax keep x if in doubt).
  sign: [
    (n, out, a) => {
      for (let i = 0; i < n; i++) out[i] = Math.sign(a[i]!);
    },
    [enlarge, enlarge, one, simd(0xea), lanes(0xbf80), simd(0xeb)],
  ],
  "<": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! < b[i]!);
    },
    comparison(0x43),
  ],
  "<=": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! <= b[i]!);
    },
    comparison(0x45),
  ],
  ">": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! > b[i]!);
    },
    comparison(0x44),
  ],
  ">=": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! >= b[i]!);
    },
    comparison(0x46),
  ],
  "==": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! === b[i]!);
    },
    comparison(0x41),
  ],
  "!=": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! !== b[i]!);
    },
    comparison(0x42),
  ],
  "?": [
    (n, out, a, b, c) => {
      for (let i = 0; i < n; i++) out[i] = c[i] ? a[i]! : b[i]!;
    },
    [simd(0xe0), lanes(0), simd(0x44), simd(0x52)],
  ],
  // Of scalars only: an element's power is a product already.
  "**": [
    (n, out, a, b) => {
      for (let i = 0; i < n; i++) out[i] = power(a[i]!, b[i]!);
    },
    [],
  ],
};

/** Computes one operation after another; `at` gives the arrays that hold the nodes' values. */
export function inOrder(steps: readonly Step[], at: (id: number) => FloatArray): (n: number) => void {
  const computed = steps.map(({ op, id, args: [a = id, b = id, c = id] }) => {
    const kernel = operations[op]![0];
    const [out, x, y, z] = [at(id), at(a), at(b), at(c)];
    return (n: number) => kernel(n, out, x, y, z);
  });
  return (n) => {
    for (const compute of computed) compute(n);
  };
}
