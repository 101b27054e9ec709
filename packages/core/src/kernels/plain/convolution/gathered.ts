import { imageKernelsFor } from "../../bindings/images-in-heap.ts";
import { flushed } from "../flush.ts";
import type { MatmulPrecision } from "../matmul.ts";
import type { Packed } from "./packing.ts";

/** A matrix that lies scattered: element (i, c) is array[start + at[i] + c·apart]. */
export interface Scattered {
  readonly array: Float32Array;
  readonly start: number;
  readonly at: Int32Array;
  readonly apart: number;
}

/** What sums of products are taken of. */
export interface Factors {
  /** Element (i, k) of the first factor is image[start + rows[i] + steps[k]] … */
  readonly image: Packed;
  readonly start: number;
  readonly rows: Int32Array;
  readonly steps: Int32Array;
  /** … and it has one for each channel c, that many elements on, if they are each channel's own. */
  readonly own: boolean;
  /** The second one: element (k, c). */
  readonly b: Scattered;
  readonly channels: number;
  readonly matmulPrecision: MatmulPrecision;
  /** Room for eight float32 for each step. */
  readonly panels: Packed;
}

/**
 * out[i, c] = Σₖ image[rows[i] + steps[k]]·b[k, c] + biases[c], a product of matrices that need not be laid out. The sum is
 * in the order of the steps, and rounded before anything is added in float32; the result is flushed.
 *
 * @param biases without them 0 is added
 * @param add whether what out was is added
 */
export function gathered(
  out: Scattered,
  biases: { readonly array: Float32Array; readonly start: number; readonly apart: number } | undefined,
  add: boolean,
  factors: Factors,
): void {
  const { image, start, rows, steps, own, b, channels, matmulPrecision, panels } = factors;
  const kernels = imageKernelsFor(out.array, image, b.array) && imageKernelsFor(out.array, rows, panels);
  if (kernels) {
    const kernel = matmulPrecision === "float64" ? kernels.gathered64 : kernels.gathered32;
    kernel(
      address(out.array, out.start),
      out.at.byteOffset,
      out.apart,
      biases ? address(biases.array, biases.start) : 0,
      biases?.apart ?? 0,
      add ? 1 : 0,
      address(image, start),
      rows.byteOffset,
      rows.length,
      steps.byteOffset,
      steps.length,
      address(b.array, b.start),
      b.at.byteOffset,
      channels,
      b.apart,
      panels.byteOffset,
      own ? 1 : 0,
    );
    return;
  }
  for (let i = 0; i < rows.length; i++) {
    for (let c = 0; c < channels; c++) {
      const p = out.start + out.at[i]! + c * out.apart;
      const before = add ? out.array[p]! : 0;
      // By way of `out`, which rounds the sum.
      out.array[p] = sum(factors, i, c);
      out.array[p] = flushed(
        out.array[p]! + (add ? before : biases ? biases.array[biases.start + c * biases.apart]! : 0),
      );
    }
  }
}

const address = (array: Packed, at: number) => array.byteOffset + at * array.BYTES_PER_ELEMENT;

/** Element (i, c) of the product. */
function sum({ image, start, rows, steps, own, b, matmulPrecision }: Factors, i: number, c: number): number {
  const first = start + rows[i]! + (own ? c : 0);
  const { array, at } = b;
  const second = b.start + c * b.apart;
  let total = 0;
  if (matmulPrecision === "float64") {
    for (let k = 0; k < steps.length; k++) total += image[first + steps[k]!]! * array[second + at[k]!]!;
  } else {
    for (let k = 0; k < steps.length; k++) {
      total = Math.fround(total + Math.fround(image[first + steps[k]!]! * array[second + at[k]!]!));
    }
  }
  return total;
}

/**
 * The same as it is, one row after the other, `down` elements apart: for float64 not rounded. With kernels, up to three rows
 * more are written than there are, and whole vectors.
 */
export function gatheredSums(to: Packed, down: number, factors: Factors): void {
  const { image, start, rows, steps, b, channels, matmulPrecision, panels } = factors;
  const kernels = imageKernelsFor(to, image, b.array) && imageKernelsFor(to, rows, panels);
  if (kernels) {
    const kernel = matmulPrecision === "float64" ? kernels.gatheredSums64 : kernels.gatheredSums32;
    kernel(
      to.byteOffset,
      down,
      address(image, start),
      rows.byteOffset,
      rows.length,
      steps.byteOffset,
      steps.length,
      address(b.array, b.start),
      b.at.byteOffset,
      channels,
      panels.byteOffset,
    );
    return;
  }
  for (let i = 0; i < rows.length; i++) {
    for (let c = 0; c < channels; c++) to[i * down + c] = sum(factors, i, c);
  }
}

/** to[start + rows[i] + taps[k]] += sums[i, k], row after row. @param run how many neighbours there are among taps */
export function scatter(
  to: Packed,
  start: number,
  sums: Packed,
  down: number,
  rows: Int32Array,
  taps: Int32Array,
  run: number,
): void {
  const kernels = imageKernelsFor(to, sums, rows);
  if (kernels) {
    const kernel = to instanceof Float64Array ? kernels.scatter64 : kernels.scatter32;
    kernel(
      ...([address(to, start), sums.byteOffset, down, rows.byteOffset, rows.length] as const),
      ...([taps.byteOffset, taps.length, run] as const),
    );
    return;
  }
  for (let i = 0; i < rows.length; i++) {
    for (let k = 0; k < taps.length; k++) {
      const p = start + rows[i]! + taps[k]!;
      to[p] = to[p]! + sums[i * down + k]!;
    }
  }
}

/** to[start + k, c] = from[k, c], the rows being `down` elements apart. */
export function arrange(to: Packed, start: number, down: number, from: Scattered, channels: number): void {
  const kernels = imageKernelsFor(to, from.array, from.at);
  if (kernels) {
    const kernel = to instanceof Float64Array ? kernels.arrange64 : kernels.arrange32;
    kernel(
      ...([address(to, start), down, address(from.array, from.start), from.at.byteOffset] as const),
      ...([from.at.length, channels, from.apart] as const),
    );
    return;
  }
  for (let k = 0; k < from.at.length; k++) {
    for (let c = 0; c < channels; c++) {
      to[start + k * down + c] = from.array[from.start + from.at[k]! + c * from.apart]!;
    }
  }
}
