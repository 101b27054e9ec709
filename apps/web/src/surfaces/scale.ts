/** From places of a function to pixels, and back. */

import type { Point, Window } from "./functions.ts";
import type { Box } from "./thin.ts";

export interface Scale {
  readonly box: Box;
  across(x: number): number;
  down(y: number): number;
  /** x and y of each point, one after the other, in pixels. */
  pixels(points: ArrayLike<number>): number[];
  /** The place at a pixel: within the window, and to a thousandth of it, so that numbers stay short. */
  placeAt(x: number, y: number): Point;
  /** The nearest such place. */
  rounded(x: number, y: number): Point;
}

export function scaleOf(box: Box, [left, right, bottom, top]: Window): Scale {
  const across = (x: number) => box.x + (box.width * (x - left)) / (right - left);
  const down = (y: number) => box.y + (box.height * (top - y)) / (top - bottom);
  const unit = 10 ** Math.floor(Math.log10((right - left) / 500));
  const short = (value: number, from: number, to: number) =>
    Number((Math.round(Math.min(to, Math.max(from, value)) / unit) * unit).toPrecision(6));
  const rounded = (x: number, y: number): Point => [short(x, left, right), short(y, bottom, top)];
  return {
    ...{ box, across, down, rounded },
    pixels: (points) => Array.from(points, (value, i) => (i % 2 ? down(value) : across(value))),
    placeAt: (x, y) =>
      rounded(left + ((x - box.x) / box.width) * (right - left), top - ((y - box.y) / box.height) * (top - bottom)),
  };
}

/** Some five round numbers from one to the other. */
export function ticks(from: number, to: number): number[] {
  const rough = (to - from) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough)!;
  const first = Math.ceil(from / step);
  return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(6)),
  );
}
