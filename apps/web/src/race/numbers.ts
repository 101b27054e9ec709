/** Numbers as they are read: thin spaces in thousands, where no line ends, and a minus that is one. */

const THIN = "\u202f";

export const grouped = (whole: number): string => String(whole).replace(/\B(?=(\d{3})+$)/g, THIN);

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

const raised = (exponent: number): string =>
  (exponent < 0 ? "⁻" : "") + [...String(Math.abs(exponent))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");

/** To so many significant digits; powers of ten where there would be many zeros. */
export function shown(x: number, digits = 3): string {
  if (Number.isNaN(x)) return "–";
  if (!Number.isFinite(x)) return x < 0 ? "−∞" : "∞";
  const size = Math.abs(x);
  const sign = x < 0 ? "−" : "";
  if (size !== 0 && (size < 1e-4 || size >= 1e6)) {
    const [mantissa, exponent] = size.toExponential(digits - 1).split("e") as [string, string];
    const power = `10${raised(Number(exponent))}`;
    return sign + (Number(mantissa) === 1 ? power : `${mantissa}${THIN}·${THIN}${power}`);
  }
  const fixed = size >= 1000 ? String(Math.round(size)) : size.toPrecision(digits);
  const [whole, fraction] = fixed.split(".") as [string, string?];
  return sign + grouped(Number(whole)) + (fraction ? `.${fraction}` : "");
}

/** A hyperparameter as one writes it: no digits that say nothing. */
export function plain(x: number): string {
  if (!Number.isFinite(x)) return shown(x);
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e6))
    return shown(x, Math.max(1, String(size.toExponential()).split("e")[0]!.replace(".", "").length));
  return (x < 0 ? "−" : "") + String(size);
}

export const percent = (share: number, decimals = 1): string => `${(100 * share).toFixed(decimals)}${THIN}%`;
