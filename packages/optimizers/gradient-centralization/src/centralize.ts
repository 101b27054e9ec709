import { columnSums, subtractColumns } from "@downhill/linalg/loops";
import type { FloatArray } from "@downhill/plugin";

let room = /* @__PURE__ */ new Float64Array(0);

/** Takes off x its mean over all axes but one, in place, unless that is x; sums are in float64, in the order of memory. */
export function centralize(x: FloatArray, shape: readonly number[], axis: number): void {
  const outputs = shape[axis]!;
  const behind = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  const block = outputs * behind;
  if (x.length <= outputs) return;
  if (room.length < outputs) room = new Float64Array(outputs);
  const means = room.subarray(0, outputs).fill(0);
  const sides = { rows: x.length / outputs, columns: outputs };
  if (behind === 1) columnSums(means, x, sides);
  else
    for (let from = 0; from < x.length; from += block)
      for (let k = 0, i = from; k < outputs; k++) {
        let sum = means[k]!;
        for (const end = i + behind; i < end; i++) sum += x[i]!;
        means[k] = sum;
      }
  const each = x.length / outputs;
  for (let k = 0; k < outputs; k++) means[k] = means[k]! / each;
  if (behind === 1) subtractColumns(x, means, sides);
  else
    for (let from = 0; from < x.length; from += block)
      for (let k = 0, i = from; k < outputs; k++) {
        const mean = means[k]!;
        for (const end = i + behind; i < end; i++) x[i] = x[i]! - mean;
      }
}
