import { kernelsFor } from "../bindings/in-heap.ts";

/** y = max(0, x). NaN stays NaN, so that a run that diverged shows it. */
export function reluForward(y: Float32Array, x: Float32Array): void {
  const kernels = kernelsFor(y, x);
  if (kernels) kernels.reluForward(y.byteOffset, x.byteOffset, y.length);
  else for (let i = 0; i < y.length; i++) y[i] = Math.max(0, x[i]!);
}

/** dx = dy where x > 0, and 0 where x ≤ 0: the derivative at 0 is taken to be 0. */
export function reluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  const kernels = kernelsFor(dx, dy, x);
  if (kernels) kernels.reluBackward(dx.byteOffset, dy.byteOffset, x.byteOffset, dx.length);
  else for (let i = 0; i < dx.length; i++) dx[i] = x[i]! <= 0 ? 0 : dy[i]!;
}
