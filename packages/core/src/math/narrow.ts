/**
 * The functions behind the activations in float32, operation by operation, so that four lanes of a SIMD kernel can repeat
 * them bit by bit: the same in every engine, and within 2 ulp of their value. (`wide.ts` has them in float64, for losses.)
 */

const f = Math.fround;

/** Adding it rounds a small number to a whole one, which is then in the lower bits. */
const ROUND = 12582912;
const STEPS = f(Math.LOG2E);
/** ln 2 in two parts; the first has so few bits that its multiples are exact. */
const LN2_HIGH = f(0.693359375);
const LN2_LOW = f(-2.1219444e-4);
/** (eʳ - 1 - r) / r² for |r| ≤ ln 2 / 2: minimax, within 2^-32 of eʳ - 1. */
const E0 = f(0.5);
const E1 = f(0.1666666567325592);
const E2 = f(0.041666362434625626);
const E3 = f(0.008333389647305012);
const E4 = f(0.0013940617209300399);
const E5 = f(0.00019845877250190824);
/** (u - ln(1 + u)) / u² for 0 ≤ u ≤ 1/e: minimax, within 2^-27 of ln(1 + u). */
const L0 = f(0.49999910593032837);
const L1 = f(-0.33328425884246826);
const L2 = f(0.24909907579421997);
const L3 = f(-0.19221732020378113);
const L4 = f(0.1310584992170334);
const L5 = f(-0.053342387080192566);
/** (ln(2 cosh(x/2)) - ln 2) / x² by x² ≤ 1: minimax, within 2^-32 of ln(1 + eˣ). */
const LN2 = f(Math.LN2);
const C0 = f(0.1249999925494194);
const C1 = f(-0.005208276677876711);
const C2 = f(0.0003469709772616625);
const C3 = f(-2.585325637483038e-5);
const C4 = f(1.67023176800285e-6);
/** (σ(x) - ½) / x by x² ≤ 1: minimax, within 2^-27 of x·σ(x). */
const S0 = f(0.2499999850988388);
const S1 = f(-0.020832927897572517);
const S2 = f(0.00208114692941308);
const S3 = f(-0.00020585590391419828);
const S4 = f(1.623894422664307e-5);
/** (tanh x - x) / x³ by x² ≤ 0.36: minimax, within 2^-28 of tanh x. */
const T0 = f(-0.33333298563957214);
const T1 = f(0.13331924378871918);
const T2 = f(-0.053783830255270004);
const T3 = f(0.020795971155166626);
const T4 = f(-0.005895158275961876);

/** The least float32 whose exponential is a normal one. */
const LOWEST = f(-87.33654022216797);

/** 2ⁿ for n from -126 to 0. */
const POWERS = Float32Array.from({ length: 127 }, (_, n) => 2 ** -n);

// Polynomials by Estrin's scheme: where Horner's has one operation wait for the one before, it has several at a time.

function fiveTerms(x: number, c0: number, c1: number, c2: number, c3: number, c4: number): number {
  const z = f(x * x);
  return f(f(c0 + f(x * c1)) + f(z * f(f(c2 + f(x * c3)) + f(z * c4))));
}

function sixTerms(x: number, c0: number, c1: number, c2: number, c3: number, c4: number, c5: number): number {
  const z = f(x * x);
  return f(f(c0 + f(x * c1)) + f(z * f(f(c2 + f(x * c3)) + f(z * f(c4 + f(x * c5))))));
}

/** eˣ for x ≤ 0 in two parts: 2ⁿ, and eʳ - 1 with x = n·ln 2 + r. */
const parts = { scale: 1, rest: 0 };
function split(x: number): void {
  const shifted = f(f(x * STEPS) + ROUND);
  const n = f(shifted - ROUND);
  const r = f(f(x - f(n * LN2_HIGH)) - f(n * LN2_LOW));
  parts.scale = POWERS[-n] ?? NaN;
  parts.rest = f(r + f(f(r * r) * sixTerms(r, E0, E1, E2, E3, E4, E5)));
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

/** σ(-a) = e⁻ᵃ / (1 + e⁻ᵃ) = e⁻ᵃ - (e⁻ᵃ)² / (1 + e⁻ᵃ) for a ≥ 0: what is subtracted may be less exact than the rest. */
function below(a: number): number {
  const e = narrowExp(-a);
  return f(e - f(f(e * e) / f(1 + e)));
}

/** σ(x) = 1 / (1 + e⁻ˣ). */
export function narrowSigmoid(x: number): number {
  const s = below(Math.abs(x));
  return x < 0 ? s : f(1 - s);
}

/** x·σ(x), with what was lost when eʳ was rounded; near 0, x/2 + x²·(σ(x) - ½) / x. */
export function narrowSilu(x: number): number {
  const a = Math.abs(x);
  if (a < 1) {
    const z = f(x * x);
    return f(f(0.5 * x) + f(z * fiveTerms(z, S0, S1, S2, S3, S4)));
  }
  if (-a < LOWEST) return Math.max(x, 0);
  split(-a);
  const power = f(1 + parts.rest);
  const lost = f(parts.rest - f(power - 1));
  const e = f(parts.scale * power);
  const s = f(e - f(f(f(e * e) / f(1 + e)) - f(parts.scale * lost)));
  const y = f(x * s);
  return x < 0 ? y : f(x - y);
}

/** tanh x = ±(1 - 2·σ(-2|x|)); near 0 a polynomial. */
export function narrowTanh(x: number): number {
  const a = Math.abs(x);
  if (a < 0.6) {
    const z = f(x * x);
    return f(x + f(f(x * z) * fiveTerms(z, T0, T1, T2, T3, T4)));
  }
  const y = f(1 - f(2 * below(f(2 * a))));
  return x < 0 ? -y : y;
}

/** ln(1 + eˣ) = max(0, x) + ln(1 + e^-|x|), where ln(1 + u) is u less a polynomial; near 0, x/2 + ln(2 cosh(x/2)). */
export function narrowSoftplus(x: number): number {
  const a = Math.abs(x);
  if (a < 1) {
    const z = f(x * x);
    return f(f(0.5 * x) + f(LN2 + f(z * fiveTerms(z, C0, C1, C2, C3, C4))));
  }
  const u = narrowExp(-a);
  return f(Math.max(0, x) + f(u - f(f(u * u) * sixTerms(u, L0, L1, L2, L3, L4, L5))));
}
