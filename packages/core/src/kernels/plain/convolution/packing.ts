import { imageKernelsFor } from "../../bindings/images-in-heap.ts";
import { flushed } from "../flush.ts";
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

/** Groups that lie side by side are so many. */
export const EIGHT = 8;

/**
 * Images laid out one after the other.
 * @param start of the first one in x
 * @param groups 1, or how many groups of channels are to lie side by side: then eight each do, and each element of the
 *   layout is one of each of them, 0 where there are no eight
 */
export function packWhole(
  out: Packed,
  x: Float32Array,
  start: number,
  { channels, height, width, top, left, phases, rows, length }: Packing,
  images: number,
  groups: number,
  matmulPrecision: MatmulPrecision,
): void {
  const inner = channels / groups;
  const kernels = imageKernelsFor(out, x);
  if (kernels) {
    const kernel = matmulPrecision === "float64" ? kernels.pack64 : kernels.pack32;
    const from = x.byteOffset + start * Float32Array.BYTES_PER_ELEMENT;
    kernel(out.byteOffset, from, images, groups, inner, height, width, top, left, phases, rows, length);
    return;
  }
  const beside = groups > 1 ? EIGHT : 1;
  const size = rows * phases * length * beside;
  const blocks = Math.ceil(groups / beside);
  out.fill(0, 0, images * blocks * inner * size);
  for (let q = 0; q < images * channels; q++) {
    const group = Math.floor(q / inner) % groups;
    const block = Math.floor(q / channels) * blocks + Math.floor(group / beside);
    const plane = (block * inner + (q % inner)) * size + (group % beside);
    for (let r = top; r < Math.min(rows, height + top); r++) {
      for (let phase = 0; phase < phases; phase++) {
        const from = firstAt(left - phase, phases, length);
        const end = firstAt(width + left - phase, phases, length);
        const row = plane + (r * phases + phase) * length * beside;
        let p = start + (q * height + r - top) * width + from * phases + phase - left;
        for (let j = from; j < end; j++, p += phases) out[row + j * beside] = x[p]!;
      }
    }
  }
}

/** The first multiple of `step` that is not before `edge`, divided by it; from 0 to `most`. */
function firstAt(edge: number, step: number, most: number): number {
  return Math.min(Math.max(Math.ceil(edge / step), 0), most);
}

/** The reverse of `packWhole`: x, from `start` on, rounded and flushed, and 0 where nothing was laid out. */
export function unpack(x: Float32Array, start: number, packed: Packed, packing: Packing, planes: number): void {
  const { height, width, top, left, phases, rows, length } = packing;
  const kernels = imageKernelsFor(x, packed);
  if (kernels) {
    const kernel = packed instanceof Float64Array ? kernels.unpack64 : kernels.unpack32;
    const to = x.byteOffset + start * Float32Array.BYTES_PER_ELEMENT;
    kernel(to, packed.byteOffset, planes, height, width, top, left, phases, rows, length);
    return;
  }
  for (let q = 0, p = start; q < planes; q++) {
    for (let r = top; r < height + top; r++) {
      for (let i = left; i < width + left; i++, p++) {
        const j = Math.floor(i / phases);
        const inside = r < rows && j < length;
        x[p] = inside ? flushed(packed[((q * rows + r) * phases + (i % phases)) * length + j]!) : 0;
      }
    }
  }
}
