import { kernelsFor } from "../../bindings/in-heap.ts";
import type { MatmulPrecision } from "../matmul.ts";

/** What sums are taken of: float64 where they are in float64, so that it need not be converted again for each of them. */
export type Packed = Float32Array | Float64Array;

/**
 * An image laid out so that a convolution meets neighbouring elements side by side, whatever its stride, and zeros in the
 * padding: out[c, r, phase, j] = x[c, r - top, j·phases + phase - left], with `phases` the horizontal stride.
 */
export interface Packing {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly top: number;
  readonly left: number;
  readonly phases: number;
  /** The range of r. */
  readonly rows: number;
  /** The range of j. */
  readonly length: number;
}

/** @param start of the image in x */
export function packWhole(
  out: Packed,
  x: Float32Array,
  start: number,
  packing: Packing,
  matmulPrecision: MatmulPrecision,
): void {
  const { channels, height, width, top, left, phases, rows, length } = packing;
  const kernels = kernelsFor(out, x);
  if (kernels) {
    const kernel = matmulPrecision === "float64" ? kernels.pack64 : kernels.pack32;
    const from = x.byteOffset + start * Float32Array.BYTES_PER_ELEMENT;
    kernel(out.byteOffset, from, channels, height, width, top, left, phases, rows, length);
    return;
  }
  for (let c = 0, at = 0; c < channels; c++) {
    for (let r = 0; r < rows; r++) {
      const iy = r - top;
      const inside = iy >= 0 && iy < height;
      for (let phase = 0; phase < phases; phase++) {
        const from = inside ? firstAt(left - phase, phases, length) : length;
        const end = inside ? firstAt(width + left - phase, phases, length) : length;
        let p = start + (c * height + iy) * width + from * phases + phase - left;
        out.fill(0, at, at + from);
        for (let j = from; j < end; j++, p += phases) out[at + j] = x[p]!;
        out.fill(0, at + end, at + length);
        at += length;
      }
    }
  }
}

/** The first multiple of `step` that is not before `edge`, divided by it; from 0 to `most`. */
function firstAt(edge: number, step: number, most: number): number {
  return Math.min(Math.max(Math.ceil(edge / step), 0), most);
}
