/** A figure's numbers, as the page gets them: plain JSON. */
export interface Chart {
  readonly x: Axis;
  readonly y: Axis;
  /** Where points are, for all series. */
  readonly at: readonly number[];
  readonly series: readonly Series[];
  /** A level to look at. */
  readonly guide?: { readonly y: number; readonly label: string } | undefined;
  /** Whether points are joined: as lines, as steps that hold until the next, or not at all. */
  readonly join: "lines" | "steps" | "none";
  /** Whether points are drawn as such. */
  readonly points: boolean;
}

interface Axis {
  readonly label: string;
  readonly scale: "log" | "linear";
  /** How its numbers are written. */
  readonly unit: "number" | "percent" | "factor" | "bytes";
  readonly range: readonly [number, number];
}

/** Of one optimizer; null where there is nothing. */
interface Series {
  readonly name: string;
  readonly y: readonly (number | null)[];
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
  /** Where what is shown at the upper edge has diverged, or is never reached. */
  readonly lost?: readonly boolean[];
}

export interface Figure {
  /** Of the document: its element's. */
  readonly id: string;
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  readonly chart: Chart;
  /** The same in numbers. */
  readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

/** To four digits; null for what is not finite. */
export const rounded = (x: number): number | null => (Number.isFinite(x) ? Number(x.toPrecision(4)) : null);

/** The least and the greatest of what is finite, and on a log axis positive. */
export function extent(values: Iterable<number | null>, scale: Axis["scale"]): [number, number] | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const x of values) {
    if (x === null || !Number.isFinite(x) || (scale === "log" && x <= 0)) continue;
    least = Math.min(least, x);
    most = Math.max(most, x);
  }
  return least <= most ? [least, most] : undefined;
}
