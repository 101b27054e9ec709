import { flushed } from "./flush.ts";

/** y = x where x > 0, slope·x elsewhere. */
export function leakyReluForward(y: Float32Array, x: Float32Array, slope: number): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(x[i]! > 0 ? x[i]! : slope * x[i]!);
}

/** dx = dy where x > 0, slope·dy elsewhere: the derivative at 0 is the slope. */
export function leakyReluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array, slope: number): void {
  for (let i = 0; i < dx.length; i++) dx[i] = flushed(x[i]! > 0 ? dy[i]! : slope * dy[i]!);
}
