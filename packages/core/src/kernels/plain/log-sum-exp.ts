import { wideExp, wideLog } from "@downhill/plugin/math";
import { newLanes, total } from "./lanes.ts";

const powers = newLanes();

/** The maximum m of a row of logits and ln Σ e^(z - m), so that the logarithm of its softmax is z - m - that. In float64. */
export function logSumExp(z: Float32Array, start: number, columns: number): [number, number] {
  let most = z[start]!;
  for (let at = start + 1; at < start + columns; at++) most = Math.max(most, z[at]!);
  for (let j = 0; j < columns; j++) powers[j & 3]! += wideExp(z[start + j]! - most);
  return [most, wideLog(total(powers))];
}
