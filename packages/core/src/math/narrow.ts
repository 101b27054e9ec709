/**
 * The functions behind the activations in float32, operation by operation, so that four lanes of a SIMD kernel can repeat
 * them bit by bit: the same in every engine, and within 2 ulp of their value. (`wide.ts` has them in float64, for losses.)
 */

const f = Math.fround;

/** Adding it rounds a small number to a whole one, which is then in the lower bits; and a float64. */
const ROUND = 12582912;
const WIDE_ROUND = 6755399441055744;
const STEPS = f(Math.LOG2E);
/** ln 2 in two parts; the first has so few bits that its multiples are exact. */
const LN2_HIGH = f(0.693359375);
const LN2_LOW = f(-2.1219444e-4);
/** (eʳ - 1 - r) / r² for |r| ≤ ln 2 / 2: minimax, within 2^-26 of eʳ - 1, relatively. */
const E0 = f(0.4999999701976776);
const E1 = f(0.1666654497385025);
const E2 = f(0.04166743904352188);
const E3 = f(0.00836645346134901);
const E4 = f(0.0013870554976165295);
/** 2·(artanh t / t - 1) / t² by t² ≤ 1/9: minimax, within 2^-27 of artanh t, relatively. */
const A0 = f(0.6666641235351562);
const A1 = f(0.4002173840999603);
const A2 = f(0.2799859642982483);
const A3 = f(0.2802674174308777);

/** The least float32 whose exponential is a normal one. */
const LOWEST = f(-87.33654022216797);
/** Where it is 0, or next to 1 nothing; 2ⁿ is then 0 too. */
const FAR = 88;

/** 2ⁿ for n from -127 to 127, as the bits n + 127 are: 0 for the first. */
const POWERS = new Float32Array(Int32Array.from({ length: 255 }, (_, n) => n << 23).buffer);

/** eˣ for |x| ≤ 88 in two parts: 2ⁿ, and eʳ - 1 with x = n·ln 2 + r. */
export const parts = { scale: 1, rest: 0 };
function split(x: number): void {
  const shifted = f(f(x * STEPS) + ROUND);
  const n = f(shifted - ROUND);
  join(n, f(f(x - f(n * LN2_HIGH)) - f(n * LN2_LOW)));
}

/** The same of a float64. */
export function splitWide(x: number): void {
  const n = x * Math.LOG2E + WIDE_ROUND - WIDE_ROUND;
  join(n, f(x - n * Math.LN2));
}

/** Estrin's scheme has several operations at a time. */
function join(n: number, r: number): void {
  const z = f(r * r);
  parts.scale = POWERS[n + 127] ?? NaN;
  parts.rest = f(r + f(z * f(f(E0 + f(r * E1)) + f(z * f(f(E2 + f(r * E3)) + f(z * E4))))));
}

/** eˣ for x ≤ 0; 0 where that is no normal number. */
export function narrowExp(x: number): number {
  if (x < LOWEST) return 0;
  split(x);
  return f(parts.scale * f(1 + parts.rest));
}

/** eˣ - 1 for x ≤ 0. */
export function narrowExpm1(x: number): number {
  if (x < LOWEST) return -1;
  split(x);
  return f(f(parts.scale * parts.rest) + f(parts.scale - 1));
}

/** y / (1 + e⁻ˣ), the sum by its largest part last; 0 where that is no normal number for y = 1. */
function gated(y: number, x: number): number {
  if (x < LOWEST) return 0;
  split(-Math.min(x, FAR));
  return f(y / f(parts.scale + f(f(parts.scale * parts.rest) + 1)));
}

/** σ(x) = 1 / (1 + e⁻ˣ). */
export function narrowSigmoid(x: number): number {
  return gated(1, x);
}

/** x·σ(x). */
export function narrowSilu(x: number): number {
  return gated(x, x);
}

/** tanh x = ±(1 - e) / (1 + e), e = e^-2|x|. */
export function narrowTanh(x: number): number {
  split(Math.max(-2 * Math.abs(x), -FAR));
  const { scale, rest } = parts;
  const part = f(scale * rest);
  const y = f(f(f(1 - scale) - part) / f(f(1 + scale) + part));
  return x < 0 ? -y : y;
}

/**
 * ln(1 + eˣ) = max(0, x) + ln(1 + u), u = e^-|x|, where ln(1 + u) = 2·artanh t = u - t·(u - R), t = u / (2 + u) and R the
 * polynomial; the largest part is added last.
 */
export function narrowSoftplus(x: number): number {
  split(Math.max(-Math.abs(x), -FAR));
  const { scale, rest } = parts;
  const part = f(scale * rest);
  const u = f(scale + part);
  const t = f(u / f(2 + u));
  const z = f(t * t);
  const series = f(z * f(f(A0 + f(z * A1)) + f(f(z * z) * f(A2 + f(z * A3)))));
  return f(scale + f(f(part - f(t * f(u - series))) + Math.max(0, x)));
}
