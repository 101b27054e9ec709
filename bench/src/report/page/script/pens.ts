export interface Pen {
  /** A CSS custom property. */
  readonly colour: string;
  readonly dash: number[];
}

const colours = 6;
const dashes: readonly number[][] = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

/** A colour of its own for the first ones; then the same again, dashed. */
export const pens = (names: readonly string[]): ReadonlyMap<string, Pen> =>
  new Map(
    names.map((name, i) => [
      name,
      { colour: `--series-${i % colours}`, dash: dashes[Math.floor(i / colours) % dashes.length]! },
    ]),
  );

/** What a CSS custom property holds at present, under the present colour scheme. */
export const css = (property: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(property).trim();

/** The colour with so much of it, 0 to 1. */
export const faint = (colour: string, share: number): string =>
  `${colour}${Math.round(255 * share)
    .toString(16)
    .padStart(2, "0")}`;
