import { imageKernelsFor } from "../../bindings/images-in-heap.ts";
import { flushed } from "../flush.ts";
import type { MatmulPrecision } from "../matmul.ts";
import type { Packed } from "./packing.ts";
import type { Sweep } from "./sweep.ts";
import type { Way } from "./work.ts";

/**
 * out[c, spot] = Σₜ image[spot + tapₜ]·weights[t, c] + biases[c], over the taps in order; the sum is rounded before the
 * bias is added, in float32, and flushed. Of one group of channels in one image.
 *
 * @param outAt where its first channel begins in out; so `imageAt`
 * @param biases without them 0 is added
 */
export function correlate(
  out: Float32Array,
  outAt: number,
  image: Packed,
  imageAt: number,
  { weights, channels, taps, rows, columns, rowStep, outStart, outRow, outColumn, area }: Way,
  group: number,
  biases: Float32Array | undefined,
  matmulPrecision: MatmulPrecision,
): void {
  const weightsAt = group * channels * taps.length;
  const biasesAt = group * channels;
  const kernels = imageKernelsFor(out, image, biases);
  if (kernels) {
    const kernel = matmulPrecision === "float64" ? kernels.correlate64 : kernels.correlate32;
    kernel(
      out.byteOffset + (outAt + outStart) * out.BYTES_PER_ELEMENT,
      image.byteOffset + imageAt * image.BYTES_PER_ELEMENT,
      weights.byteOffset + weightsAt * weights.BYTES_PER_ELEMENT,
      biases ? biases.byteOffset + biasesAt * biases.BYTES_PER_ELEMENT : 0,
      taps.byteOffset,
      taps.length,
      channels,
      area,
      rows,
      columns,
      rowStep,
      outRow,
      outColumn,
    );
    return;
  }
  const sumUp = matmulPrecision === "float64" ? sumFloat64 : sumFloat32;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x += 2) {
      const spot = imageAt + y * rowStep + x;
      const at = outAt + outStart + y * outRow + x * outColumn;
      const right = x + 1 < columns ? 1 : 0;
      for (let c = 0; c < channels; c += 2) {
        const next = c + 1 < channels ? 1 : 0;
        sumUp(image, spot, right, weights, weightsAt + c, channels, next, taps);
        for (let i = 0; i <= next; i++) {
          for (let j = 0; j <= right; j++) {
            const p = at + (c + i) * area + j * outColumn;
            // By way of `out`, which rounds the sum.
            out[p] = tile[2 * i + j]!;
            out[p] = flushed(out[p]! + (biases ? biases[biasesAt + c + i]! : 0));
          }
        }
      }
    }
  }
}

const tile = new Float64Array(4);

/**
 * The sums of a spot and the one to its right, in a channel and the next. One alone would spend its time waiting for its
 * last addition; where there is no other, the same is taken twice.
 */
function sumFloat64(
  image: Packed,
  spot: number,
  right: number,
  weights: Packed,
  weightsAt: number,
  channels: number,
  next: number,
  taps: Int32Array,
): void {
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  for (let t = 0, w = weightsAt; t < taps.length; t++, w += channels) {
    const p = spot + taps[t]!;
    const w0 = weights[w]!;
    const w1 = weights[w + next]!;
    const x0 = image[p]!;
    const x1 = image[p + right]!;
    s00 += x0 * w0;
    s01 += x1 * w0;
    s10 += x0 * w1;
    s11 += x1 * w1;
  }
  tile[0] = s00;
  tile[1] = s01;
  tile[2] = s10;
  tile[3] = s11;
}

/** The same with each product and each sum rounded to float32. Written out again for speed, as in `matmul`. */
function sumFloat32(
  image: Packed,
  spot: number,
  right: number,
  weights: Packed,
  weightsAt: number,
  channels: number,
  next: number,
  taps: Int32Array,
): void {
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  for (let t = 0, w = weightsAt; t < taps.length; t++, w += channels) {
    const p = spot + taps[t]!;
    const w0 = weights[w]!;
    const w1 = weights[w + next]!;
    const x0 = image[p]!;
    const x1 = image[p + right]!;
    s00 = Math.fround(s00 + Math.fround(x0 * w0));
    s01 = Math.fround(s01 + Math.fround(x1 * w0));
    s10 = Math.fround(s10 + Math.fround(x0 * w1));
    s11 = Math.fround(s11 + Math.fround(x1 * w1));
  }
  tile[0] = s00;
  tile[1] = s01;
  tile[2] = s10;
  tile[3] = s11;
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
  matmulPrecision: MatmulPrecision,
): void {
  const kernels = imageKernelsFor(dw, dy, image);
  if (kernels) {
    const kernel = matmulPrecision === "float64" ? kernels.correlateGradient64 : kernels.correlateGradient32;
    kernel(
      dw.byteOffset + dwAt * dw.BYTES_PER_ELEMENT,
      dy.byteOffset + dyAt * dy.BYTES_PER_ELEMENT,
      image.byteOffset + imageAt * image.BYTES_PER_ELEMENT,
      taps.byteOffset,
      taps.length,
      channels,
      rows,
      columns,
      rowStep,
    );
    return;
  }
  const sumUp = matmulPrecision === "float64" ? sumInTwo : sumInFour;
  for (let c = 0, at = dwAt; c < channels; c++) {
    const from = dyAt + c * rows * columns;
    for (const tap of taps) {
      dw[at] = flushed(dw[at]! + sumUp(dy, from, image, imageAt + tap, rows, columns, rowStep));
      at++;
    }
  }
}

function sumInTwo(dy: Packed, q: number, image: Packed, p: number, rows: number, columns: number, rowStep: number) {
  let s0 = 0;
  let s1 = 0;
  for (let y = 0; y < rows; y++, q += columns, p += rowStep) {
    let x = 0;
    for (; x + 1 < columns; x += 2) {
      s0 += dy[q + x]! * image[p + x]!;
      s1 += dy[q + x + 1]! * image[p + x + 1]!;
    }
    if (x < columns) s0 += dy[q + x]! * image[p + x]!;
  }
  return s0 + s1;
}

function sumInFour(dy: Packed, q: number, image: Packed, p: number, rows: number, columns: number, rowStep: number) {
  let s0 = 0;
  let s1 = 0;
  let s2 = 0;
  let s3 = 0;
  for (let y = 0; y < rows; y++, q += columns, p += rowStep) {
    let x = 0;
    for (; x + 3 < columns; x += 4) {
      s0 = Math.fround(s0 + Math.fround(dy[q + x]! * image[p + x]!));
      s1 = Math.fround(s1 + Math.fround(dy[q + x + 1]! * image[p + x + 1]!));
      s2 = Math.fround(s2 + Math.fround(dy[q + x + 2]! * image[p + x + 2]!));
      s3 = Math.fround(s3 + Math.fround(dy[q + x + 3]! * image[p + x + 3]!));
    }
    if (x < columns) s0 = Math.fround(s0 + Math.fround(dy[q + x]! * image[p + x]!));
    if (x + 1 < columns) s1 = Math.fround(s1 + Math.fround(dy[q + x + 1]! * image[p + x + 1]!));
    if (x + 2 < columns) s2 = Math.fround(s2 + Math.fround(dy[q + x + 2]! * image[p + x + 2]!));
  }
  return Math.fround(Math.fround(s0 + s1) + Math.fround(s2 + s3));
}
