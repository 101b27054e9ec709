import { imageKernelsFor } from "../../bindings/images-in-heap.ts";
import type { MatmulPrecision } from "../matmul.ts";
import type { Packed } from "./packing.ts";

/**
 * Of an image only what a convolution meets of it, tap by tap: out[c, ky, kx, r, j] = x[c, rowsAt[ky, r],
 * columnsAt[kx, j]], or 0 where one of them is -1. For windows that lie so far apart, or are so dilated, that the image
 * with its padding, as `Packing` has it, would be much larger.
 */
export interface Patches {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  /** `tall` × `rows`, and `wide` × `columns`. */
  readonly rowsAt: Int32Array;
  readonly columnsAt: Int32Array;
  readonly tall: number;
  readonly wide: number;
  readonly rows: number;
  readonly columns: number;
}

/** As `pack`. */
export function packPatches(
  out: Packed,
  x: Float32Array,
  start: number,
  { height, width, rowsAt, columnsAt, tall, wide, rows, columns }: Patches,
  planes: number,
  matmulPrecision: MatmulPrecision,
): void {
  const kernels = imageKernelsFor(out, x, rowsAt);
  if (kernels) {
    const kernel = matmulPrecision === "float64" ? kernels.patches64 : kernels.patches32;
    const from = x.byteOffset + start * Float32Array.BYTES_PER_ELEMENT;
    const at = [rowsAt.byteOffset, tall, rows, columnsAt.byteOffset, wide, columns] as const;
    kernel(out.byteOffset, from, planes, height, width, ...at);
    return;
  }
  for (let c = 0, at = 0; c < planes; c++) {
    for (let ky = 0; ky < tall; ky++) {
      for (let kx = 0; kx < wide; kx++) {
        for (let r = 0; r < rows; r++) {
          const iy = rowsAt[ky * rows + r]!;
          for (let j = 0; j < columns; j++, at++) {
            const ix = columnsAt[kx * columns + j]!;
            out[at] = iy < 0 || ix < 0 ? 0 : x[start + (c * height + iy) * width + ix]!;
          }
        }
      }
    }
  }
}
