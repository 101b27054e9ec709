import { oneRow, type Rows, rowsOf } from "@downhill/linalg/rows";
import type { FloatArray, ParameterFacts } from "@downhill/plugin";

/**
 * The blocks whose elements share a second moment: none of biases and of what has fewer than two axes, whose elements each
 * have their own; all of a scale; of embeddings each entry's, and else each output's, or that many outputs' as there are in
 * each of `heads`.
 * @throws RangeError where the outputs do not fall into as many heads
 */
export function blocksOf(
  { name, shape, role, outputAxis, length }: Omit<ParameterFacts, "output">,
  heads: number,
): Rows | undefined {
  if (role === "bias" || length === 0) return undefined;
  if (role === "scale") return oneRow(length);
  if (shape.length < 2) return undefined;
  if (role === "embedding") return rowsOf(shape, 0);
  const { outer, count, inner } = rowsOf(shape, outputAxis);
  if (heads === 0) return { outer, count, inner };
  if (count % heads)
    throw new RangeError(`adam-mini: heads must divide the ${count} outputs of parameter "${name}", got ${heads}`);
  return { outer, count: heads, inner: (inner * count) / heads };
}

/** Room for a number of each block, which nothing outlasts a tensor's step in. */
let room = /* @__PURE__ */ new Float64Array(0);

/** Moves each block's v towards the mean of g² in it, but not beyond `largest`. Returns √v of each, until the next call. */
export function roots(
  v: FloatArray,
  g: FloatArray,
  { outer, count, inner }: Rows,
  { beta2, largest }: { readonly beta2: number; readonly largest: number },
): Float64Array {
  if (room.length < count) room = new Float64Array(count);
  const sums = room.subarray(0, count).fill(0);
  for (let o = 0, k = 0; o < outer; o++)
    for (let b = 0; b < count; b++) {
      let sum = 0;
      for (const end = k + inner; k < end; k++) sum += g[k]! * g[k]!;
      sums[b]! += sum;
    }
  for (let b = 0; b < count; b++) {
    v[b] = beta2 * v[b]! + (1 - beta2) * Math.min(sums[b]! / (outer * inner), largest);
    sums[b] = Math.sqrt(v[b]!);
  }
  return sums;
}

/** w ← keep·w - step·m, with each block's step. */
export function move(
  w: FloatArray,
  m: FloatArray,
  { outer, count, inner }: Rows,
  keep: number,
  steps: Float64Array,
): void {
  for (let o = 0, k = 0; o < outer; o++)
    for (let b = 0; b < count; b++) {
      const step = steps[b]!;
      for (const end = k + inner; k < end; k++) w[k] = keep * w[k]! - step * m[k]!;
    }
}
