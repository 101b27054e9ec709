import type { FloatArray } from "../contract.ts";
import type { Op } from "./ir.ts";
import { power } from "./power.ts";
import { type Code, simd } from "./wasm.ts";

/** Computes the first `n` elements of `out`. */
type Kernel = (out: FloatArray, a: FloatArray, b: FloatArray, c: FloatArray, n: number) => void;

/** One operation, in each of the ways that it is computed. Booleans are 1 and 0, or a lane of all ones or all zeros. */
type Operation = readonly [
  /** On numbers, in float64. */
  scalar: (a: number, b: number, c: number) => number | boolean,
  /** On a chunk of elements. Every loop is written out: one for all would call a function for each element. */
  chunk?: Kernel,
  /** On the vectors on WebAssembly's stack. */
  vector?: Code,
];

/** A float32, given by its upper two bytes, in all four lanes. */
const lanes = (bits: number): Code => [0x43, 0, 0, bits & 255, bits >> 8, simd(0x13)];

/** 2⁷⁵ times the vector. */
const enlarge = [lanes(0x6500), simd(0xe6)];

/** What the rule language's operations mean, but for its leaves. */
export const operations: { readonly [K in Op]?: Operation } = {
  add: [
    (a, b) => a + b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = a[i]! + b[i]!;
    },
    simd(0xe4),
  ],
  sub: [
    (a, b) => a - b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = a[i]! - b[i]!;
    },
    simd(0xe5),
  ],
  mul: [
    (a, b) => a * b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = a[i]! * b[i]!;
    },
    simd(0xe6),
  ],
  div: [
    (a, b) => a / b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = a[i]! / b[i]!;
    },
    simd(0xe7),
  ],
  min: [
    (a, b) => Math.min(a, b),
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = Math.min(a[i]!, b[i]!);
    },
    simd(0xe8),
  ],
  max: [
    (a, b) => Math.max(a, b),
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = Math.max(a[i]!, b[i]!);
    },
    simd(0xe9),
  ],
  neg: [
    (a) => -a,
    (out, a, _b, _c, n) => {
      for (let i = 0; i < n; i++) out[i] = -a[i]!;
    },
    simd(0xe1),
  ],
  abs: [
    Math.abs,
    (out, a, _b, _c, n) => {
      for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]!);
    },
    simd(0xe0),
  ],
  sqrt: [
    Math.sqrt,
    (out, a, _b, _c, n) => {
      for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]!);
    },
    simd(0xe3),
  ],
  // x · 2¹⁵⁰ between -1 and 1: even the least subnormal reaches 1; ±0 and NaN stay (pmin and pmax keep x if in doubt).
  sign: [
    Math.sign,
    (out, a, _b, _c, n) => {
      for (let i = 0; i < n; i++) out[i] = Math.sign(a[i]!);
    },
    [enlarge, enlarge, lanes(0x3f80), simd(0xea), lanes(0xbf80), simd(0xeb)],
  ],
  lt: [
    (a, b) => a < b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! < b[i]!);
    },
    simd(0x43),
  ],
  le: [
    (a, b) => a <= b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! <= b[i]!);
    },
    simd(0x45),
  ],
  gt: [
    (a, b) => a > b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! > b[i]!);
    },
    simd(0x44),
  ],
  ge: [
    (a, b) => a >= b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! >= b[i]!);
    },
    simd(0x46),
  ],
  eq: [
    (a, b) => a === b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! === b[i]!);
    },
    simd(0x41),
  ],
  ne: [
    (a, b) => a !== b,
    (out, a, b, _, n) => {
      for (let i = 0; i < n; i++) out[i] = +(a[i]! !== b[i]!);
    },
    simd(0x42),
  ],
  not: [
    (a) => !a,
    (out, a, _b, _c, n) => {
      for (let i = 0; i < n; i++) out[i] = +!a[i]!;
    },
    simd(0x4d),
  ],
  select: [
    (a, b, c) => (a ? b : c),
    (out, a, b, c, n) => {
      for (let i = 0; i < n; i++) out[i] = a[i] ? b[i]! : c[i]!;
    },
    simd(0x52),
  ],
  /** Of scalars only: an element's power is a product already. */
  pow: [power],
};
