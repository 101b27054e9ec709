import { kernelsFor } from "./in-heap.ts";
import type { Accumulation } from "./matmul.ts";
import type { Packed } from "./packing.ts";
import type { Sweep } from "./sweep.ts";

/**
 * out[c, spot] = Σₜ image[spot + tapₜ]·weights[t, c] + biases[c], over the taps in order; the sum is rounded before the
 * bias is added, in float32. Of one group of channels in one image.
 *
 * @param outAt where its first channel begins in out; so `imageAt`, `weightsAt` and `biasesAt`
 * @param biases without them 0 is added
 * @param area of a channel of out
 */
export function correlate(
  out: Float32Array,
  outAt: number,
  image: Packed,
  imageAt: number,
  weights: Packed,
  weightsAt: number,
  biases: Float32Array | undefined,
  biasesAt: number,
  { taps, start, rows, columns, rowStep, outStart, outRow, outColumn }: Sweep,
  channels: number,
  area: number,
  accumulation: Accumulation,
): void {
  const kernels = kernelsFor(out, image, biases);
  if (kernels) {
    const kernel = accumulation === "float64" ? kernels.correlate64 : kernels.correlate32;
    kernel(
      out.byteOffset + (outAt + outStart) * out.BYTES_PER_ELEMENT,
      image.byteOffset + (imageAt + start) * image.BYTES_PER_ELEMENT,
      weights.byteOffset + weightsAt * weights.BYTES_PER_ELEMENT,
      biases ? biases.byteOffset + biasesAt * biases.BYTES_PER_ELEMENT : 0,
      ...([taps.byteOffset, taps.length, channels, area] as const),
      ...([rows, columns, rowStep, outRow, outColumn] as const),
    );
    return;
  }
  const float64 = accumulation === "float64";
  const rest = channels % 4;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const spot = imageAt + start + y * rowStep + x;
      const at = outAt + outStart + y * outRow + x * outColumn;
      // Four channels at a time: one alone would spend its time waiting for its last addition.
      for (let c = 0; c < channels - rest; c += 4) {
        let sum0 = 0;
        let sum1 = 0;
        let sum2 = 0;
        let sum3 = 0;
        if (float64) {
          for (let t = 0, w = weightsAt + c; t < taps.length; t++, w += channels) {
            const value = image[spot + taps[t]!]!;
            sum0 += value * weights[w]!;
            sum1 += value * weights[w + 1]!;
            sum2 += value * weights[w + 2]!;
            sum3 += value * weights[w + 3]!;
          }
        } else {
          for (let t = 0, w = weightsAt + c; t < taps.length; t++, w += channels) {
            const value = image[spot + taps[t]!]!;
            sum0 = Math.fround(sum0 + Math.fround(value * weights[w]!));
            sum1 = Math.fround(sum1 + Math.fround(value * weights[w + 1]!));
            sum2 = Math.fround(sum2 + Math.fround(value * weights[w + 2]!));
            sum3 = Math.fround(sum3 + Math.fround(value * weights[w + 3]!));
          }
        }
        const p = at + c * area;
        const b = biasesAt + c;
        out[p] = sum0;
        out[p + area] = sum1;
        out[p + 2 * area] = sum2;
        out[p + 3 * area] = sum3;
        for (let i = 0; i < 4; i++) out[p + i * area] = out[p + i * area]! + (biases ? biases[b + i]! : 0);
      }
      for (let c = channels - rest; c < channels; c++) {
        let sum = 0;
        for (let t = 0, w = weightsAt + c; t < taps.length; t++, w += channels) {
          const product = image[spot + taps[t]!]! * weights[w]!;
          sum = float64 ? sum + product : Math.fround(sum + Math.fround(product));
        }
        out[at + c * area] = sum;
        out[at + c * area] = out[at + c * area]! + (biases ? biases[biasesAt + c]! : 0);
      }
    }
  }
}

/**
 * dw[c, t] += Σ over the spots of dy[c, spot]·image[spot + tapₜ], of one group of channels in one image. A row is summed
 * in four parts (two in float64), its columns taking turns; they go on over the rows and are added at the end.
 *
 * @param dyAt where the group's first channel begins in dy; so `dwAt` and `imageAt`
 */
export function correlateGradient(
  dw: Float32Array,
  dwAt: number,
  dy: Float32Array,
  dyAt: number,
  image: Packed,
  imageAt: number,
  { taps, rows, columns, rowStep }: Sweep,
  channels: number,
  accumulation: Accumulation,
): void {
  const kernels = kernelsFor(dw, dy, image);
  if (kernels) {
    const kernel = accumulation === "float64" ? kernels.correlateGradient64 : kernels.correlateGradient32;
    kernel(
      dw.byteOffset + dwAt * dw.BYTES_PER_ELEMENT,
      dy.byteOffset + dyAt * dy.BYTES_PER_ELEMENT,
      image.byteOffset + imageAt * image.BYTES_PER_ELEMENT,
      ...([taps.byteOffset, taps.length, channels, rows, columns, rowStep] as const),
    );
    return;
  }
  const parts = accumulation === "float64" ? 2 : 4;
  for (let c = 0, at = dwAt; c < channels; c++) {
    for (let t = 0; t < taps.length; t++, at++) {
      const sums = [0, 0, 0, 0] as [number, number, number, number];
      let q = dyAt + c * rows * columns;
      for (let y = 0; y < rows; y++) {
        const p = imageAt + taps[t]! + y * rowStep;
        for (let part = 0; part < parts; part++) {
          let sum = sums[part]!;
          if (parts === 4) {
            for (let x = part; x < columns; x += 4) sum = Math.fround(sum + Math.fround(dy[q + x]! * image[p + x]!));
          } else {
            for (let x = part; x < columns; x += 2) sum += dy[q + x]! * image[p + x]!;
          }
          sums[part] = sum;
        }
        q += columns;
      }
      const left = sums[0] + sums[1];
      const right = sums[2] + sums[3];
      dw[at] = dw[at]! + (parts === 4 ? Math.fround(Math.fround(left) + Math.fround(right)) : left);
    }
  }
}
