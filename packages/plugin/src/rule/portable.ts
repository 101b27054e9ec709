import type { FloatArray } from "../contract.ts";
import type { FloatType } from "../float-array.ts";
import { memo } from "../memo.ts";
import { combine } from "./combine.ts";
import { copy } from "./pieces.ts";
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
  const { size, scalars, loads, stores } = plan;
  const code = combine(plan, type);
  const ones = new type(chunk).fill(1);
  /** The factors, and their negatives after them. */
  const factors = new type(2 * size + 2);
  factors[size] = 1;
  /** By the number of elements: what the nodes' values are written to. */
  const temporaries = new Map<number, Map<number, FloatArray>>();
  const computed = new Set(code.map(({ id }) => id));

  return (arrays: Arrays, length: number): Apply => {
    const most = Math.min(chunk, length);
    const own = memo(temporaries, most, () => new Map());
    /** By nodes: temporaries, and pieces of the arrays. */
    const held: FloatArray[] = [];
    held[size] = ones;
    for (const id of [...computed, ...stores.map((_, i) => size + 1 + i)]) held[id] = memo(own, id, () => new type(most));
    // What is loaded and stored elsewhere, or is the same for all, is copied before anything is stored.
    const copies = stores.flatMap(({ id }, i) => (computed.has(id) ? [] : [[size + 1 + i, id] as const]));

    return (values) => {
      for (const id of scalars) factors[id] = values[id]!;
      for (let i = 0; i <= size; i++) factors[size + 1 + i] = -factors[i]!;
      for (let from = 0; from < length; from += chunk) {
        const n = Math.min(chunk, length - from);
        const piece = (array: FloatArray) => (n < length ? array.subarray(from, from + n) : array);
        for (const { name, id } of loads) held[id] = piece(arrays[name]!);
        for (const { loop, id, terms } of code) {
          const [[a, p], [b, q], [c, r]] = terms;
          loop(n, held[id]!, held[a]!, factors[p]!, held[b]!, factors[q]!, held[c]!, factors[r]!);
        }
        for (const [to, id] of copies) {
          const source = held[id];
          if (source) copy(held[to]!, source);
          else held[to]!.fill(factors[id]!);
        }
        for (const [i, { name, id }] of stores.entries()) {
          const result = held[computed.has(id) ? id : size + 1 + i]!;
          copy(piece(arrays[name]!), n < most ? result.subarray(0, n) : result);
        }
      }
    };
  };
}
