/** Points that somebody has drawn, or read from a table: x, y and the class of each, one after the other. */

import { csv, type Problem } from "@downhill/problems";
import { planeProblem } from "./network.ts";
import { OWN } from "./own-name.ts";

const MOST_POINTS = 2000;
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
  const labels = Uint8Array.from({ length: count }, (_, i) => points[3 * i + 2]!);
  const classes = new Set(labels).size;
  if (classes < 2) refuse("must be of two classes at least");
  if (Math.max(...labels) !== classes - 1) refuse("have a class that no point is of");
  if (classes > MOST_CLASSES) refuse(`may be of ${MOST_CLASSES} classes at most, and these are of ${classes}`);
  const data = Float32Array.from({ length: 2 * count }, (_, i) => points[3 * (i >> 1) + (i & 1)]!);
  return planeProblem({
    ...{ name: OWN, doc: "Points of your own.", countable: false },
    make: () => ({ x: { shape: [count, 2], data }, y: labels, classes }),
  });
}

/**
 * The points of a table whose first line names its columns: the first two are x and y, the last one the class. They are
 * moved and scaled to lie between -1 and 1, both coordinates alike.
 * @throws (rejects) as `csv`, and RangeError for fewer than three columns
 */
export async function pointsOf(text: string): Promise<number[]> {
  const header = text
    .split(/\r?\n/, 1)[0]!
    .split(",")
    .map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  if (header.length < 3) throw new RangeError("csv: there must be three columns at least: x, y and the class");
  const { x, y } = await csv(text, { label: header.at(-1)!, features: header.slice(0, 2) });
  const [first, second] = [0, 1].map((column) => x.data.filter((_, i) => i % 2 === column)) as [
    Float32Array,
    Float32Array,
  ];
  const [low, high] = [first, second].map((values) => [Math.min(...values), Math.max(...values)]) as [
    number[],
    number[],
  ];
  const half = Math.max(low[1]! - low[0]!, high[1]! - high[0]!) / 2 || 1;
  const scaled = (value: number, [least, most]: number[]) => Math.fround((value - (least! + most!) / 2) / half);
  return [...y].flatMap((label, i) => [scaled(first[i]!, low), scaled(second[i]!, high), label]);
}
