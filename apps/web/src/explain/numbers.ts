/** Numbers as they are read: a minus that is one, powers of ten where there would be many zeros. */

const raised = (exponent: number): string =>
  [...String(exponent)].map((digit) => (digit === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)])).join("");

/** To so many significant digits at most. */
export function shown(x: number, digits = 3): string {
  if (Number.isNaN(x)) return "NaN";
  if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
  const sign = x < 0 ? "−" : "";
  const size = Number(Math.abs(x).toPrecision(digits));
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return sign + String(size);
  const [mantissa, exponent] = size.toExponential().split("e") as [string, string];
  return `${sign}${mantissa === "1" ? "" : `${mantissa}\u202f·\u202f`}10${raised(Number(exponent))}`;
}

/** Every digit that tells it from its neighbours: of float32 where it is such a number. */
export function exact(x: number, type: "float32" | "float64"): string {
  if (type === "float64" || Math.fround(x) !== x) return String(x);
  for (let digits = 1; digits < 9; digits++) {
    const text = x.toPrecision(digits);
    if (Math.fround(Number(text)) === x) return String(Number(text));
  }
  return String(Number(x.toPrecision(9)));
}

export const percent = (share: number): string => `${Math.round(100 * share)}\u202f%`;
