import type { FloatArray } from "../contract.ts";
import type { FloatType } from "../float-array.ts";
import { type Combined, combine } from "./combine.ts";
import type { Apply, Arrays, Plan } from "./specialise.ts";

/** Elements at a time: what a loop leaves for the next one stays in the first-level cache. */
const chunk = 1024;

/**
 * A plan that runs without WebAssembly and without `eval`: one loop after another over chunks of elements.
 *
 * Each temporary is of the arrays' own type, so each operation of a float32 rule rounds to float32. (Computing it in
 * float64 first changes nothing: 53 bits are more than twice 24 plus 2, so rounding twice is rounding once.)
 */
export function portable(plan: Plan, type: FloatType) {
  const { size, scalars } = plan;
  const code: Combined[] = [];
  const ones = new type(chunk).fill(1);
  /** The factors, and their negatives after them. */
  const factors = new type(2 * (size + 1));
  factors[size] = 1;
  const temporaries: FloatArray[] = [];

  return (arrays: Arrays, length: number): Apply => {
    const apart = overlapping(plan.arrays.map((name) => arrays[name]!));
    const { instructions, registers } = (code[+apart] ??= combine(plan, type, apart));
    /** What the registers hold: temporaries, ones, and pieces of the arrays, which are these. */
    const held: FloatArray[] = registers.map((name, i) => {
      if (name === undefined) return (temporaries[i] ??= new type(chunk));
      return name === "" ? ones : arrays[name]!;
    });
    const moving = registers.flatMap((name, i) => (name ? [[i, arrays[name]!] as const] : []));

    return (values) => {
      for (const id of scalars) factors[id] = values[id]!;
      for (let i = 0; i <= size; i++) factors[size + 1 + i] = -factors[i]!;
      for (let from = 0; from < length; from += chunk) {
        const n = Math.min(chunk, length - from);
        if (n < length) for (const [i, array] of moving) held[i] = array.subarray(from, from + n);
        for (const { loop, out, a, p, b, q, c, r } of instructions)
          loop(n, held[out]!, held[a]!, factors[p]!, held[b]!, factors[q]!, held[c]!, factors[r]!);
      }
    };
  };
}

/** Whether any two share memory. */
const overlapping = (arrays: readonly FloatArray[]): boolean =>
  arrays.some((x, i) =>
    arrays.some(
      (y, j) =>
        j < i &&
        x.buffer === y.buffer &&
        x.byteOffset < y.byteOffset + y.byteLength &&
        y.byteOffset < x.byteOffset + x.byteLength,
    ),
  );
