import { EXP2, EXP2_TAIL } from "./tables.ts";

/** Adding and subtracting 1.5·2^52 rounds a float64 below 2^51 to the nearest whole number, ties to even. */
const ROUND = 6755399441055744;
const STEPS_PER_LN2 = 46.16624130844683; // 32 / ln 2
const LN2_STEP_HI = 0.021660849390173098; // the first 33 bits of ln 2 / 32: k * LN2_STEP_HI is exact
const LN2_STEP_LO = 2.325192846878874e-12;

/** 2^(r/32) ≈ 1 + C1·r + C2·r² + C3·r³ for |r| ≤ 1/2: ARM's minimax coefficients for 2^r over 32, 32² and 32³. */
const C1 = 0.6931471806916203 / 32;
const C2 = 0.2402284522445722 / 1024;
const C3 = 0.05550361559341535 / 32768;

const LOWEST_POWER = -600;
/** 2^LOWEST_POWER … 2^600: products with these are exact, unlike `**`, whose bits differ between engines. */
const POWERS = /* @__PURE__ */ powersOfTwo(1201);

function powersOfTwo(count: number): Float64Array {
  const powers = new Float64Array(count);
  powers[-LOWEST_POWER] = 1;
  for (let i = -LOWEST_POWER + 1; i < count; i++) powers[i] = powers[i - 1]! * 2;
  for (let i = -LOWEST_POWER - 1; i >= 0; i--) powers[i] = powers[i + 1]! / 2;
  return powers;
}

/**
 * eˣ in float32, with the bits of the C library's `expf` (glibc ≥ 2.27, ARM optimized routines), so that runs match
 * those of NumPy on it.
 *
 * x·32/ln 2 = k + r with k whole; eˣ = 2^(k/32) · 2^(r/32): a 32-entry table and a cubic, all in float64, rounded
 * once. Within 0.502 ulp by its authors' bound: nearly, and not always, the correctly rounded result.
 *
 * @param x rounded to float32 first; NaN gives NaN, ±Infinity the limits
 *
 * Source: the algorithm and the cubic's coefficients are `expf` of ARM optimized routines (S. Nagy, 2017).
 * Deviation: no fused multiply-add. For every float32 these are the bits of glibc 2.36 without one; with one, glibc's
 * differ for two of them, 32.5646… and -63.0994….
 */
export function exp32(x: number): number {
  return Math.fround(wideExp(Math.fround(x)));
}

/**
 * eˣ in float64, as `exp32` has it before it rounds: within 2^-32 of its value, relatively. For functions that are
 * built on it, computed in float64 and rounded to float32 once.
 *
 * @param x NaN gives NaN; 0 below -104 and Infinity above 89, which is where float32 ends
 */
export function wideExp(x: number): number {
  if (!(x >= -104)) return x < -104 ? 0 : Number.NaN;
  if (x > 89) return Number.POSITIVE_INFINITY;
  const z = STEPS_PER_LN2 * x;
  const k = z + ROUND - ROUND;
  const r = z - k;
  const scale = EXP2[k & 31]! * POWERS[(k >> 5) - LOWEST_POWER]!;
  const high = C3 * r + C2;
  const low = C1 * r + 1;
  return (high * (r * r) + low) * scale;
}

/**
 * eˣ in float64, with the same bits in every engine: at most 0.54 ulp, subnormal results included (there, 1 ulp).
 *
 * x = k·ln 2/32 + r; eˣ = 2^(k/32) · eʳ with |r| < 0.011: the same table with its tail, and six terms of eʳ's series.
 *
 * @param x NaN gives NaN, ±Infinity the limits; the result overflows above 709.78 and is 0 below -745.13
 */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** eˣ⁺ᵗ as `exp` has it, for a t that is what rounding left out of x. */
export function expOfSum(x: number, tail: number): number {
  if (!(x >= -746)) return x < -746 ? 0 : Number.NaN;
  if (x > 710) return Number.POSITIVE_INFINITY;
  const k = x * STEPS_PER_LN2 + ROUND - ROUND;
  const r = x - k * LN2_STEP_HI - k * LN2_STEP_LO + tail;
  const series = r + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))));
  const fraction = EXP2[k & 31]!;
  const y = fraction + fraction * (EXP2_TAIL[k & 31]! + series);
  // 2^m in two factors: m itself may be 1024, or so low that the product is subnormal and only the last may round.
  const m = k >> 5;
  return y * POWERS[(m >> 1) - LOWEST_POWER]! * POWERS[m - (m >> 1) - LOWEST_POWER]!;
}
