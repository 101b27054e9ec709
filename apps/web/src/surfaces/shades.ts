/** A surface as bands between levels that lie evenly in their logarithms, in shades that lie evenly in lightness. */

export interface Levels {
  /** log₁₀ of the lowest level, and of the factor from one to the next. */
  readonly lowest: number;
  readonly step: number;
  /** How many levels there are; one more band. */
  readonly count: number;
}

/** Factors from one level to the next that can be said: 10, √10, … */
const steps = [1, 1 / 2, 1 / 3, 1 / 4, 1 / 6];

/** Some ten levels over what a window shows: the lowest band is a hundredth of it. */
export function levelsOf(values: ArrayLike<number>): Levels {
  // A sample does, and is sorted soon.
  const every = Math.ceil(values.length / 10_000);
  const sorted = Float64Array.from({ length: Math.ceil(values.length / every) }, (_, i) => values[i * every]!).sort();
  const low = Math.log10(sorted[Math.floor(sorted.length / 100)]!);
  const high = Math.log10(sorted.at(-1)!);
  const step = steps.find((each) => (high - low) / each >= 8) ?? steps.at(-1)!;
  const lowest = Math.ceil(low / step) * step;
  return { lowest, step, count: Math.max(1, Math.ceil((high - lowest) / step)) };
}

/** How many levels lie below a value, fractions included. */
export const heightOf = ({ lowest, step, count }: Levels, value: number): number =>
  Math.min(count, Math.max(-1, (Math.log10(value) - lowest) / step)) + 1;

export type Colour = readonly [red: number, green: number, blue: number];

const linear = (channel: number) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4);
const gamma = (x: number) => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);

/** Ottosson's OKLab: lightness, and two axes of colour. */
export function oklab([red, green, blue]: Colour): Colour {
  const [r, g, b] = [linear(red / 255), linear(green / 255), linear(blue / 255)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function rgb([L, a, b]: Colour): Colour {
  const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const channels = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return channels.map((each) => Math.round(255 * Math.min(1, Math.max(0, gamma(each))))) as never;
}

/** So many colours from one to the other, evenly in lightness. */
export function between(from: Colour, to: Colour, count: number): Colour[] {
  const [one, other] = [oklab(from), oklab(to)];
  return Array.from({ length: count }, (_, i) => {
    const share = count === 1 ? 0 : i / (count - 1);
    return rgb(one.map((each, k) => each + share * (other[k]! - each)) as never as Colour);
  });
}

/** What is known of a surface: f at the nodes of a grid, rows from the top. */
export interface Field {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
}

/**
 * Fills pixels with the bands' shades, and the levels' lines between them: smooth, since heights are interpolated and
 * a line is as wide as its slope says.
 */
export function shade(
  pixels: Uint8ClampedArray,
  width: number,
  height: number,
  { columns, rows, values }: Field,
  levels: Levels,
  shades: readonly Colour[],
  line: Colour,
  strength: number,
): void {
  const heights = Float64Array.from(values, (value) => heightOf(levels, value));
  const left = Int32Array.from({ length: width }, (_, x) => Math.min(columns - 2, ((columns - 1) * x) / (width - 1)));
  const share = Float64Array.from(left, (i, x) => ((columns - 1) * x) / (width - 1) - i);
  const nodes = new Float64Array(columns);

  /** The heights along a row of pixels. */
  function fill(row: Float64Array, y: number): void {
    const v = ((rows - 1) * y) / (height - 1);
    const j = Math.min(rows - 2, Math.floor(v));
    const b = v - j;
    for (let i = 0; i < columns; i++) {
      const at = j * columns + i;
      nodes[i] = heights[at]! + b * (heights[at + columns]! - heights[at]!);
    }
    for (let x = 0; x < width; x++) {
      const i = left[x]!;
      row[x] = nodes[i]! + share[x]! * (nodes[i + 1]! - nodes[i]!);
    }
  }

  let [above, below] = [new Float64Array(width), new Float64Array(width)];
  fill(above, 0);
  for (let y = 0, at = 0; y < height; y++) {
    fill(below, Math.min(height - 1, y + 1));
    for (let x = 0; x < width; x++, at += 4) {
      const here = above[x]!;
      const nearest = Math.round(here);
      const colour = shades[Math.min(levels.count, Math.floor(here))]!;
      let ink = 0;
      if (nearest >= 1 && nearest <= levels.count) {
        const [across, down] = [above[Math.min(width - 1, x + 1)]! - here, below[x]! - here];
        // In pixels: how far the nearest level is.
        const distance = Math.abs(here - nearest) / (Math.sqrt(across * across + down * down) || 1e-9);
        ink = strength * Math.max(0, Math.min(1, 1.1 - distance));
      }
      pixels[at] = colour[0] + ink * (line[0] - colour[0]);
      pixels[at + 1] = colour[1] + ink * (line[1] - colour[1]);
      pixels[at + 2] = colour[2] + ink * (line[2] - colour[2]);
      pixels[at + 3] = 255;
    }
    [above, below] = [below, above];
  }
}
