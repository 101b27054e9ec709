/** A surface on a canvas, in the colours in force. */

import { channels, themeNow } from "../theme.ts";
import { between, type Colour, type Field, type Levels, shade } from "./shades.ts";

/** From the ground up: what is low is as the page is. */
function shadesOf(count: number): { readonly shades: readonly Colour[]; readonly line: Colour } {
  const { ground, greys } = themeNow();
  const shades = between(channels(ground), channels(greys[0]!), Math.round(count * 1.35));
  return { shades: shades.slice(0, count), line: shades.at(-1)! };
}

/** @param strength of the lines between bands, from 0 to 1 */
export function paintGround(
  draw: CanvasRenderingContext2D,
  [x, y, width, height]: readonly [number, number, number, number],
  field: Field,
  levels: Levels,
  strength: number,
): void {
  if (width < 2 || height < 2) return;
  const image = draw.createImageData(width, height);
  const { shades, line } = shadesOf(levels.count + 1);
  shade(image.data, width, height, field, levels, shades, line, strength);
  draw.putImageData(image, x, y);
}
