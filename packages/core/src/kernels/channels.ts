import { kernelsFor } from "./in-heap.ts";

/**
 * The sum of each channel of an array that is rows × channels × area, in float64: eight sums that take turns along the
 * area and go on over the rows, added in pairs at the end. @param term what is summed of each element
 */
function channelSum(
  channel: number,
  rows: number,
  channels: number,
  area: number,
  term: (p: number) => number,
): number {
  const sums = new Float64Array(8);
  for (let n = 0; n < rows; n++) {
    const start = (n * channels + channel) * area;
    for (let p = 0; p < area; p++) sums[p & 7] = sums[p & 7]! + term(start + p);
  }
  const [s0, s1, s2, s3, s4, s5, s6, s7] = sums as unknown as readonly number[] & { length: 8 };
  return s0! + s1! + (s2! + s3!) + (s4! + s5! + (s6! + s7!));
}

/** db[c] = Σ dy over the images and their area, dy being rows × channels × area: `channelSum`, rounded once. */
export function sumChannels(db: Float32Array, dy: Float32Array, rows: number, channels: number, area: number): void {
  const kernels = kernelsFor(db, dy);
  if (kernels) {
    kernels.sumChannels(db.byteOffset, dy.byteOffset, rows, channels, area);
    return;
  }
  for (let c = 0; c < channels; c++) db[c] = channelSum(c, rows, channels, area, (p) => dy[p]!);
}
