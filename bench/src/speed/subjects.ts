import type { Job, Work } from "./job.ts";
import { products } from "./products.ts";

export interface Subject {
  readonly name: string;
  readonly works: readonly Work[];
  /** The Python modules it needs; those without are JavaScript. */
  readonly python?: readonly string[];
}

/** Of methods of matrices: their products, without the rest of a step. */
export const productsAlone = "products";

/** Whom every ratio is to. */
export const baseline = "downhill";

export const subjects: readonly Subject[] = [
  { name: baseline, works: ["step", "train"] },
  { name: "downhill-staged", works: ["step"] },
  { name: "downhill-portable", works: ["step"] },
  { name: "downhill-died", works: ["step"] },
  { name: productsAlone, works: ["step"] },
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

/** Whether a subject has anything to do with a job: the others know no matrices in a step. */
export function takesPart({ name, works }: Subject, job: Job): boolean {
  if (!works.includes(job.work)) return false;
  const matrix = job.work === "step" && job.matrix !== undefined;
  if (name === productsAlone) return matrix && !job.float64 && Object.hasOwn(products, job.optimizer);
  return !matrix || name.startsWith(baseline);
}
