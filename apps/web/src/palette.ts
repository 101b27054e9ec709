/** Colours that colour-blind people can tell apart (after Okabe & Ito 2008); style.css has them for light and dark. */

const colours = 6;
const dashes: (number[] | undefined)[] = [undefined, [8, 4], [2, 3]];

export interface Pen {
  /** A CSS custom property. */
  readonly colour: string;
  readonly dash: number[] | undefined;
}

/** Gives a name the same pen each time it is asked; `names` get the first ones, in their order. */
export function palette(names: readonly string[]): (name: string) => Pen {
  const known = new Map(names.map((name, i) => [name, i]));
  return (name) => {
    const i = known.get(name) ?? known.size;
    known.set(name, i);
    return { colour: `--series-${i % colours}`, dash: dashes[Math.floor(i / colours) % dashes.length] };
  };
}

/** What a CSS custom property holds at present, under the present colour scheme. */
export const css = (property: string): string => getComputedStyle(document.documentElement).getPropertyValue(property);
