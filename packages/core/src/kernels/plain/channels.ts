import { imageKernelsFor } from "../bindings/images-in-heap.ts";
import { flushed } from "./flush.ts";

const sums = new Float64Array(8);

/**
 * The sum of `rows` runs of `length` elements, the first from `start` on and `down` apart, in float64: eight sums that
 * take turns along a run and go on over the rows, added in pairs at the end. @param term what is summed of element p
 */
export function laneSum(
  start: number,
  rows: number,
  down: number,
  length: number,
  term: (p: number) => number,
): number {
  sums.fill(0);
  for (let n = 0; n < rows; n++, start += down) {
    for (let i = 0; i < length; i++) sums[i & 7] = sums[i & 7]! + term(start + i);
  }
  const [s0, s1, s2, s3] = [sums[0]! + sums[1]!, sums[2]! + sums[3]!, sums[4]! + sums[5]!, sums[6]! + sums[7]!];
  return s0 + s1 + (s2 + s3);
}

/** db[c] = Σ dy over the images and their area, dy being rows × channels × area: a `laneSum`, rounded once and flushed. */
export function sumChannels(db: Float32Array, dy: Float32Array, rows: number, channels: number, area: number): void {
  const kernels = imageKernelsFor(db, dy);
  if (kernels) {
    kernels.sumChannels(db.byteOffset, dy.byteOffset, rows, channels, area);
    return;
  }
  for (let c = 0; c < channels; c++) db[c] = flushed(laneSum(c * area, rows, channels * area, area, (p) => dy[p]!));
}
