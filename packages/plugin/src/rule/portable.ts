import type { FloatArray } from "../contract.ts";
import type { FloatType } from "../float-array.ts";
import { memo } from "../memo.ts";
import { combine } from "./combine.ts";
import { operations } from "./operations.ts";
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
  factors[2 * size + 1] = -1;
  /** By the number of elements: what the nodes' values are written to. */
  const temporaries = new Map<number, Map<number, FloatArray>>();
  // What is loaded and stored elsewhere, or is the same for all, is copied before anything is stored.
  const results = stores.map(({ id }, i) => {
    if (code.some((each) => each.id === id)) return id;
    const [a, p] = scalars.includes(id) ? [size, id] : [id, size];
    code.push({ loop: operations.max!.loop!, id: size + 1 + i, a, p, b: a, q: p, c: a, r: p });
    return size + 1 + i;
  });

  return (arrays: Arrays, length: number): Apply => {
    const most = Math.min(chunk, length);
    const own = memo(temporaries, most, () => new Map());
    /** By nodes: temporaries, and pieces of the arrays. */
    const held: FloatArray[] = [];
    held[size] = ones;
    for (const { id } of code) held[id] = memo(own, id, () => new type(most));
    const targets = stores.map(({ name }) => arrays[name]!);
    const pieces = loads.map(({ name }) => arrays[name]!);
    return (values) => {
      for (let i = 0; i < scalars.length; i++) {
        const id = scalars[i]!;
        factors[id] = values[id]!;
        factors[size + 1 + id] = -factors[id]!;
      }
      for (let from = 0; from < length; from += chunk) {
        const n = Math.min(chunk, length - from);
        const piece = (array: FloatArray) => (n < length ? array.subarray(from, from + n) : array);
        for (let i = 0; i < loads.length; i++) held[loads[i]!.id] = piece(pieces[i]!);
        for (let i = 0; i < code.length; i++) {
          const { loop, id, a, p, b, q, c, r } = code[i]!;
          loop(n, held[id]!, held[a]!, factors[p]!, held[b]!, factors[q]!, held[c]!, factors[r]!);
        }
        for (let i = 0; i < results.length; i++) {
          const result = held[results[i]!]!;
          copy(piece(targets[i]!), n < most ? result.subarray(0, n) : result);
        }
      }
    };
  };
}
