/** Points that somebody has drawn, or read from a table: x, y and the class of each, one after the other. */

import type { Problem } from "@downhill/problems";
import { planeProblem } from "./network.ts";
import { OWN } from "./own-name.ts";

export const MOST_POINTS = 2000;
const MOST_CLASSES = 6;

/** @throws RangeError for what are no points to tell apart */
export function ownPoints(points: readonly number[]): Problem {
  const refuse = (words: string): never => {
    throw new RangeError(`your own points ${words}`);
  };
  const count = points.length / 3;
  if (!Number.isInteger(count) || !points.every(Number.isFinite))
    refuse("are x, y and a class each, all of them numbers");
  if (count > MOST_POINTS) refuse(`may be ${MOST_POINTS} at most, and these are ${count}`);
  const labels = Array.from({ length: count }, (_, i) => points[3 * i + 2]!);
  const classes = new Set(labels).size;
  if (classes < 2) refuse("must be of two classes at least");
  if (classes > MOST_CLASSES) refuse(`may be of ${MOST_CLASSES} classes at most, and these are of ${classes}`);
  const odd = labels.find((label) => !Number.isInteger(label) || label < 0 || label >= classes);
  if (odd !== undefined) refuse(`are of classes 0 to ${classes - 1}, and one is of ${odd}`);
  const data = Float32Array.from({ length: 2 * count }, (_, i) => points[3 * (i >> 1) + (i & 1)]!);
  return planeProblem({
    ...{ name: OWN, doc: "Points of your own.", countable: false },
    make: () => ({ x: { shape: [count, 2], data }, y: Uint8Array.from(labels), classes }),
  });
}
