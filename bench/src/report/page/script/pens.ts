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

/** The colour that a CSS custom property holds at present. */
export type Ink = (property: string) => string;

/** Under the present colour scheme. */
export const css: Ink = (property) => getComputedStyle(document.documentElement).getPropertyValue(property).trim();
