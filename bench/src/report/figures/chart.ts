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

export interface Span {
  readonly scale: Axis["scale"];
  /** What is less is drawn there. */
  readonly least: number;
  readonly most: number;
}

/**
 * From the least to the greatest of losses: on a log axis where none is below 0, and no further down than a hundredth of the
 * hardest target, below which there is nothing to see.
 */
export function spanOfLosses(losses: readonly number[], hardest: number): Span {
  const finite = losses.filter(Number.isFinite);
  const [least, most] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : [hardest, hardest];
  if (least < 0 || hardest <= 0) return { scale: "linear", least, most: Math.max(most, least + 1e-9) };
  const floor = Math.max(least, hardest / 100);
  return { scale: "log", least: floor, most: Math.max(most, floor * 2) };
}
