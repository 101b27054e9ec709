/**
 * The constants that exp.ts and log.ts look up, computed when they are loaded: in digits they would be 2.5 kB of every program,
 * as nothing compresses them. Whole numbers are exact, and so these have the same bits in every engine.
 */

/** A number is a whole one, in units of 2^-128. */
const BITS = 128n;
const ONE = 1n << BITS;

/** The float64 nearest to it. */
const nearest = (x: bigint): number => Number(x) / Number(ONE);

/** ln(a/b) = 2 artanh((a - b)/(a + b)), as a series. */
function logOf(a: bigint, b: bigint): bigint {
  const x = ((a - b) << BITS) / (a + b);
  const square = (x * x) >> BITS;
  let sum = 0n;
  for (let power = x, n = 1n; power / n !== 0n; n += 2n) {
    sum += power / n;
    power = (power * square) >> BITS;
  }
  return 2n * sum;
}

/** eˣ as a series, of an x from 0 on. */
function expOf(x: bigint): bigint {
  let sum = 0n;
  for (let term = ONE, n = 1n; term !== 0n; n++) {
    sum += term;
    term = ((term * x) >> BITS) / n;
  }
  return sum;
}

const step = /* @__PURE__ */ logOf(2n, 1n) / 32n;
const powers = /* @__PURE__ */ Array.from({ length: 32 }, (_, i) => expOf(BigInt(i) * step));

/** 2^(i/32), rounded to nearest. */
export const EXP2: Float64Array = /* @__PURE__ */ Float64Array.from(powers, nearest);

/** (2^(i/32) - EXP2[i]) / EXP2[i]: what rounding left out, relative. */
export const EXP2_TAIL: Float64Array = /* @__PURE__ */ EXP2.map(
  (power, i) => nearest(powers[i]! - BigInt(power * 2 ** 52) * (ONE >> 52n)) / power,
);

/** 0.6875 · 128. Mantissas lie in [0.6875, 1.375): 1 is well inside an interval, whose breakpoint it is. */
export const FIRST = 88;

/** 16-bit reciprocals of j/128, j from FIRST to 176: products with the upper half of a mantissa are exact. */
export const RECIPROCAL: Float64Array = /* @__PURE__ */ Float64Array.from(
  { length: 89 },
  (_, i) => Math.round(2 ** 23 / (FIRST + i)) / 65536,
);

const logs = /* @__PURE__ */ Array.from(RECIPROCAL, (c) => logOf(65536n, BigInt(65536 * c)));

/** To a multiple of 2^-42. */
const rounded = (x: bigint): bigint => ((x + (1n << 85n)) >> 86n) << 86n;

/** ln c for the breakpoint c = 1 / RECIPROCAL[i], rounded to a multiple of 2^-42. */
export const LOG_C: Float64Array = /* @__PURE__ */ Float64Array.from(logs, (x) => nearest(rounded(x)));

/** ln c - LOG_C[i]. */
export const LOG_C_TAIL: Float64Array = /* @__PURE__ */ Float64Array.from(logs, (x) => nearest(x - rounded(x)));
