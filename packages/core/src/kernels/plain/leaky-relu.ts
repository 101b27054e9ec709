import { flushed } from "./flush.ts";

const f = Math.fround;

/** y = x where x > 0, slope·x elsewhere. In float32, and flushed. */
export function leakyReluForward(y: Float32Array, x: Float32Array, slope: number): void {
  const scale = f(slope);
  for (let i = 0; i < y.length; i++) y[i] = flushed(x[i]! > 0 ? x[i]! : f(scale * x[i]!));
}

/** dx = dy where x > 0, slope·dy elsewhere: the derivative at 0 is the slope. */
export function leakyReluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array, slope: number): void {
  const scale = f(slope);
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(x[i]! > 0 ? dy[i]! : f(scale * dy[i]!));
}
