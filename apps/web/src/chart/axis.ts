/**
 * Where an axis starts and ends, and which of its values are named. Every loop here is over a number of steps that is
 * known before it starts: there is no curve, of a race or of a file, that the page could hang on.
 */

export type Axis = "log" | "linear";
export type Range = readonly [low: number, high: number];

/** What can be padded, subtracted and halved, and stays a number. */
const [least, most] = [1e-300, 1e300];
const within = (x: number): number => Math.min(Math.max(x, -most), most);

/** The range of an axis that shows values from `min` to `max`; `null` where there are none. It is never empty. */
export function axisRange(axis: Axis, min: number | null, max: number | null): Range {
  if (axis === "linear") {
    const [low, high] = [Math.min(within(min ?? 0), 0), Math.max(within(max ?? 0), 0)];
    const room = 0.05 * (high - low);
    return high - low < least ? [0, 1] : [low < 0 ? low - room : 0, high > 0 ? high + room : 0];
  }
  // What is not above 0 has no place on a logarithmic axis: uPlot leaves it out of `min` and `max`.
  if (min === null || max === null) return [0.1, 10];
  const positive = (x: number) => Math.max(within(x), least);
  return [positive(min) / 1.15, positive(max) * 1.15];
}

/** The values to name on an axis of that many pixels, `apart` pixels at least from one to the next. Ascending. */
export function axisTicks(axis: Axis, [low, high]: Range, pixels: number, apart: number): number[] {
  return axis === "log" ? logTicks(low, high, pixels, apart) : linearTicks(low, high, Math.floor(pixels / apart));
}

/** Multiples of 1, 2 or 5 times a power of ten: at most as many as there are steps of that size from `low` to `high`. */
function linearTicks(low: number, high: number, steps: number): number[] {
  const [mantissa, exponent] = roundStep((high - low) / Math.max(steps, 1));
  const step = decimal(mantissa, exponent);
  const first = Math.floor(low / step);
  const count = Math.min(Math.ceil(high / step) - first, steps + 2) + 1;
  // By way of the decimal text, so that three tenths are 0.3.
  return inside(low, high, count, (i) => decimal((first + i) * mantissa, exponent));
}

/** What is named in each power of ten, the fullest choice first. */
const choices = [
  [1, 2, 3, 4, 5, 6, 7, 8, 9],
  [1, 2, 3, 5, 7],
  [1, 2, 5],
  [1, 3],
];

function logTicks(low: number, high: number, pixels: number, apart: number): number[] {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const gap = apart / (pixels / (Math.log10(high) - Math.log10(low))); // in powers of ten
  for (const choice of choices) {
    if (narrowest(choice) < gap) continue;
    const count = (to - from + 1) * choice.length;
    const at = (i: number) => decimal(choice[i % choice.length]!, from + Math.floor(i / choice.length));
    const ticks = inside(low, high, count, at);
    // Less than a power of ten high: two round numbers say little of it, or there is none.
    if (ticks.length < 3) break;
    return ticks;
  }
  const stride = Math.max(1, Math.ceil(gap));
  const first = Math.ceil(from / stride) * stride;
  const powers = inside(low, high, Math.floor((to - first) / stride) + 1, (i) => decimal(1, first + i * stride));
  // The steps are narrowest at the top.
  return powers.length >= 3 ? powers : linearTicks(low, high, Math.floor((high - low) / (high * (1 - 10 ** -gap))));
}

/** The least distance of neighbours on a logarithmic axis, in powers of ten. */
const narrowest = (choice: readonly number[]): number =>
  Math.min(...choice.map((each, i) => Math.log10((choice[i + 1] ?? 10) / each)));

const inside = (low: number, high: number, count: number, at: (i: number) => number): number[] =>
  Array.from({ length: Math.max(count, 0) }, (_, i) => at(i)).filter((tick) => tick >= low && tick <= high);

const decimal = (mantissa: number, exponent: number): number => Number(`${mantissa}e${exponent}`);

/** The least of 1, 2, 5, 10 times a power of ten that is no less than `least`. */
function roundStep(least: number): [mantissa: number, exponent: number] {
  const exponent = Math.floor(Math.log10(least));
  for (const mantissa of [1, 2, 5]) if (decimal(mantissa, exponent) >= least) return [mantissa, exponent];
  return [1, exponent + 1];
}

/** As short as it can be: a tick is a round number. */
export function tickLabel(tick: number): string {
  const size = Math.abs(tick);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return tick.toExponential().replace("e+", "e");
  return tick.toLocaleString("en", { maximumFractionDigits: 20 });
}
