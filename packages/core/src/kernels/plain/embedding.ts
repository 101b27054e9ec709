import { furtherKernelsFor } from "../bindings/further-in-heap.ts";
import { flushed } from "./flush.ts";

/** y[i] = row x[i] of the weights, which are entries × width. */
export function embeddingForward(y: Float32Array, x: Float32Array, weights: Float32Array, width: number): void {
  const kernels = furtherKernelsFor(y, x, weights);
  if (kernels) {
    kernels.embeddingForward(y.byteOffset, x.byteOffset, weights.byteOffset, x.length, width);
    return;
  }
  for (let i = 0, at = 0; i < x.length; i++) {
    const row = x[i]! * width;
    for (let j = 0; j < width; j++, at++) y[at] = weights[row + j]!;
  }
}

/** dw[x[i]] += dy[i], after clearing dw: an entry that was looked up several times gets the sum, in float32, flushed. */
export function embeddingBackward(dw: Float32Array, dy: Float32Array, x: Float32Array, width: number): void {
  const kernels = furtherKernelsFor(dw, dy, x);
  if (kernels) {
    kernels.embeddingBackward(dw.byteOffset, dy.byteOffset, x.byteOffset, x.length, width, dw.length / width);
    return;
  }
  dw.fill(0);
  for (let i = 0, at = 0; i < x.length; i++) {
    const row = x[i]! * width;
    for (let j = 0; j < width; j++, at++) dw[row + j] = flushed(dw[row + j]! + dy[at]!);
  }
}
