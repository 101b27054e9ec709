import { wideExp } from "@downhill/plugin/math";
import { wideNormalCdf, wideSigmoid } from "../../math/wide.ts";
import { flushed } from "./flush.ts";

const INVERSE_SQRT_2_PI = 0.3989422804014327;

/** y = x·Φ(x), Φ the standard normal distribution function. In float64, flushed and rounded once. */
export function geluForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(x[i]! * wideNormalCdf(x[i]!, wideExp(-0.5 * (x[i]! * x[i]!))));
}

/** dx = dy·(Φ(x) + x·φ(x)), φ the normal density. */
export function geluBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  for (let i = 0; i < dx.length; i++) {
    const bell = wideExp(-0.5 * (x[i]! * x[i]!));
    dx[i] = flushed(dy[i]! * (wideNormalCdf(x[i]!, bell) + INVERSE_SQRT_2_PI * bell * x[i]!));
  }
}

/** 2·√(2/π), and 0.044715 times it: u = A·x + B·x³ is twice what the formula takes the tanh of. */
const A = 1.5957691216057308;
const B = 0.07135481627260025;

/** y = ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) = x·σ(u), since 1 + tanh v = 2·σ(2v). */
export function geluTanhForward(y: Float32Array, x: Float32Array): void {
  for (let i = 0; i < y.length; i++) y[i] = flushed(x[i]! * wideSigmoid(x[i]! * (A + B * (x[i]! * x[i]!))));
}

/** dx = dy·(s + x·s·(1 - s)·u'), s = σ(u), u' = A + 3·B·x². */
export function geluTanhBackward(dx: Float32Array, dy: Float32Array, x: Float32Array): void {
  for (let i = 0; i < dx.length; i++) {
    const square = x[i]! * x[i]!;
    const s = wideSigmoid(x[i]! * (A + B * square));
    dx[i] = flushed(dy[i]! * (s + x[i]! * (s * (1 - s)) * (A + 3 * B * square)));
  }
}
