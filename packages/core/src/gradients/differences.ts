import type { ArrayReport } from "./report.ts";

/** An array that a function depends on, and what backward says is the function's gradient with respect to it. */
export interface Variable {
  readonly name: string;
  readonly value: Float32Array | Float64Array;
  readonly gradient: ArrayLike<number>;
}

export interface Precision {
  /** The first step to try. */
  readonly step: number;
  /** The difference that is put down to rounding, in units of what the function sums. */
  readonly epsilon: number;
  readonly tolerance: number;
}

/** float64 allows for the engine's own functions, which are as exact as float32 needs: activations are rounded to it. */
export const PRECISIONS: Readonly<Record<"float32" | "float64", Precision>> = {
  float32: { step: 2 ** -4, epsilon: 2 ** -21, tolerance: 1e-3 },
  float64: { step: 2 ** -7, epsilon: 2 ** -24, tolerance: 1e-5 },
};

/** A step that meets a kink is tried again, four times smaller, so many times. */
const RETRIES = 3;

/**
 * Compares the gradient of `f` with central differences, Richardson-extrapolated:
 * (4·D(h/2) - D(h)) / 3 with D(h) = (f(x + h) - f(x - h)) / 2h, whose error is of order h⁴. Where D(h) and D(h/2) do not
 * agree, h was too large or there is a kink in between.
 * @param magnitude what the terms that `f` sums are worth together
 */
export function compare(
  { name, value, gradient }: Variable,
  f: () => number,
  magnitude: number,
  { step, epsilon, tolerance }: Precision,
): ArrayReport {
  const first = Array.from(value, (_, i) => difference(value, i, step, f));
  const scale = Math.max(largest(first), largest(gradient));
  const noise = (h: number) => (epsilon * magnitude) / h;
  let skipped = 0;
  let wrong = 0;
  let worst = { index: 0, backward: gradient[0] ?? 0, numerical: first[0] ?? 0, error: 0 };
  for (let i = 0; i < value.length; i++) {
    const backward = gradient[i]!;
    let h = step;
    let [numerical, spread] = extrapolated(value, i, h, f);
    const allowed = () => tolerance * scale + noise(h);
    // Written so that NaN does not agree.
    const agrees = () => Math.abs(numerical - backward) <= allowed();
    // A third: a kink that spreads them less is either harmless or so near that `hasKink` sees it.
    const spreads = () => spread > allowed() / 3;
    for (let retry = 0; retry < RETRIES && (spreads() || !agrees()); retry++) {
      // Any smaller, and rounding would excuse what is wrong.
      if (noise(h / 4) > tolerance * scale) break;
      h /= 4;
      [numerical, spread] = extrapolated(value, i, h, f);
    }
    if (spreads() || (!agrees() && hasKink(value, i, h, f, allowed()))) {
      skipped++;
      continue;
    }
    if (!agrees()) wrong++;
    const error = scale === 0 ? 0 : Math.abs(numerical - backward) / scale;
    if (error > worst.error || (Number.isNaN(error) && !Number.isNaN(worst.error))) {
      worst = { index: i, backward, numerical, error };
    }
  }
  return { name, elements: value.length, skipped, wrong, worst };
}

function largest(numbers: ArrayLike<number>): number {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (Number.isFinite(numbers[i])) most = Math.max(most, Math.abs(numbers[i]!));
  }
  return most;
}

/** The derivative, and how far D(h) and D(h/2) are apart. */
function extrapolated(x: Numbers, i: number, h: number, f: () => number): [number, number] {
  const whole = difference(x, i, h, f);
  const half = difference(x, i, h / 2, f);
  return [(4 * half - whole) / 3, Math.abs(whole - half)];
}

/**
 * Whether the slope changes abruptly right at x: then the slopes to the left and to the right are as different for h/2
 * as for h, where of a smooth function they would be half as different.
 */
function hasKink(x: Numbers, i: number, h: number, f: () => number, allowed: number): boolean {
  const bend = (step: number) => Math.abs(slope(x, i, 0, step, f) - slope(x, i, -step, 0, f));
  const half = bend(h / 2);
  return half > allowed && half > 0.75 * bend(h);
}

type Numbers = Float32Array | Float64Array;

const difference = (x: Numbers, i: number, h: number, f: () => number) => slope(x, i, -h, h, f);

/** The slope of f from x + low to x + high in element i of x, which is left as it was, with x rounded as the array is. */
function slope(x: Numbers, i: number, low: number, high: number, f: () => number): number {
  const value = x[i]!;
  x[i] = value + high;
  const right = x[i]!;
  const above = f();
  x[i] = value + low;
  const left = x[i]!;
  const below = f();
  x[i] = value;
  return (above - below) / (right - left);
}
