import { parts, splitWide } from "./narrow.ts";

/**
 * GELU's functions, float32 in and out, as those of `narrow.ts`: what the exponential is taken of, and what it is
 * multiplied by, in float64, the exponential itself in float32.
 */

const f = Math.fround;

/** From normal-cdf.py: Φ(-a)·e^(a²/2) = (N0 + N1·a + …) / (1 + D1·a + …), within 2^-27 for a up to `FAR`. */
const N0 = 0.5000000024689477;
const N1 = 0.4355929105651087;
const N2 = 0.18123794066315843;
const N3 = 0.039961068834373836;
const N4 = 0.00401678352749043;
const D1 = 1.6690707380737817;
const D2 = 1.1941975399164795;
const D3 = 0.46419871219351877;
const D4 = 0.1001749613837545;
const D5 = 0.010068439045987974;
/** Where e^(-a²/2) is next to nothing: `splitWide` makes it 0. */
const FAR = f(13.26);
const INVERSE_SQRT_2_PI = 0.3989422804014327;

const quotient = (a: number) =>
  (N0 + a * (N1 + a * (N2 + a * (N3 + a * N4)))) / (1 + a * (D1 + a * (D2 + a * (D3 + a * (D4 + a * D5)))));

/** x·Φ(x) = max(0, x) - a·Φ(-a), a = |x|. */
export function narrowGelu(x: number): number {
  const a = Math.min(Math.abs(x), FAR);
  splitWide(-0.5 * (a * a));
  return f(Math.max(0, x) - f(parts.scale * f(a * (1 + parts.rest) * quotient(a))));
}

/** Φ(x) + x·φ(x), φ the normal density: 1 - y for x ≥ 0, and y = Φ(-a) - a·φ(a) below. */
export function narrowGeluSlope(x: number): number {
  const a = Math.min(Math.abs(x), FAR);
  splitWide(-0.5 * (a * a));
  const y = f(parts.scale * f((1 + parts.rest) * (quotient(a) - INVERSE_SQRT_2_PI * a)));
  return x < 0 ? y : f(1 - y);
}

/** 2·√(2/π), and 0.044715 times it: u = A·x + B·x³ is twice what the formula takes the tanh of. */
const A = 1.5957691216057308;
const B = 0.07135481627260025;
const SLOPE = f(A);
const CURVE = f(3 * B);
/** Below, σ(u) is no normal number; above, it is 1. */
const LEAST = f(-10.000760078430176);
const MOST = f(10.029805183410645);

/** 1 + e⁻ᵘ, the largest part last; the parts are e⁻ᵘ's. */
function sum(x: number): number {
  splitWide(x * (-A - B * (x * x)));
  return f(parts.scale + f(f(parts.scale * parts.rest) + 1));
}

/** ½·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))) = x·σ(u), since 1 + tanh v = 2·σ(2v). */
export function narrowGeluTanh(x: number): number {
  return x < LEAST ? 0 : f(x / sum(Math.min(x, MOST)));
}

/** s + x·s·(1 - s)·u', s = σ(u), 1 - s = s·e⁻ᵘ, u' = A + 3·B·x². */
export function narrowGeluTanhSlope(x: number): number {
  if (x < LEAST) return 0;
  const most = Math.min(x, MOST);
  const s = f(1 / sum(most));
  const rest = f(s * f(parts.scale + f(parts.scale * parts.rest)));
  return f(s + f(f(f(most * s) * rest) * f(SLOPE + f(CURVE * f(most * most)))));
}
