import type { Work } from "./job.ts";

export interface Subject {
  readonly name: string;
  readonly works: readonly Work[];
  /** The Python modules it needs; those without are JavaScript. */
  readonly python?: readonly string[];
}

/** Whom every ratio is to. */
export const baseline = "downhill";

export const subjects: readonly Subject[] = [
  { name: baseline, works: ["step", "train"] },
  { name: "downhill-staged", works: ["step"] },
  { name: "downhill-portable", works: ["step"] },
  { name: "downhill-died", works: ["step"] },
  { name: "downhill-float64", works: ["train"] },
  { name: "plain-js", works: ["step"] },
  { name: "tfjs-wasm", works: ["step", "train"] },
  { name: "tfjs-cpu", works: ["step", "train"] },
  { name: "numpy", works: ["train"], python: ["numpy"] },
  { name: "torch", works: ["step", "train"], python: ["torch"] },
  { name: "torch-foreach", works: ["step"], python: ["torch"] },
  { name: "torch-fused", works: ["step", "train"], python: ["torch"] },
  { name: "optax", works: ["step", "train"], python: ["jax", "optax"] },
  { name: "optax-loop", works: ["train"], python: ["jax", "optax"] },
];
