/** Points of a table that somebody has: of any size, and as spreadsheets write them. */

import { csv } from "@downhill/problems";
import { MOST_POINTS } from "./own.ts";

export interface TablePoints {
  /** x, y and the class of each, one after the other. */
  readonly points: readonly number[];
  /** What was taken of it, where that is not all. */
  readonly note: string | null;
}

/**
 * The points of a table whose first line names its columns: the first two are x and y, the last one the class. They are
 * moved and scaled to lie between -1 and 1, both coordinates alike. Between fields are commas, or semicolons or tabs, and
 * then a number's comma is a point.
 * @throws (rejects) as `csv`, and RangeError for what has fewer than three columns, or no line that names them
 */
export async function pointsOf(given: string): Promise<TablePoints> {
  const text = given.replace(/^\ufeff/, "").trimStart();
  const first = text.split(/[\r\n]/, 1)[0]!;
  const delimiter = separatorOf(first);
  const header = fieldsOf(first, delimiter);
  const said = header
    .map((name) => name.slice(0, 30))
    .slice(0, 6)
    .join(", ");
  if (header.length < 3)
    throw new RangeError(
      `csv: there must be three columns at least, x, y and the class; the first line has ${said || "none"}`,
    );
  if (header.slice(0, 2).some((name) => name !== "" && Number.isFinite(Number(name.replace(",", ".")))))
    throw new RangeError(`csv: the first line must name the columns, and it is ${said}`);
  const points = delimiter === "," ? text : text.replace(DECIMAL_COMMA, "$1.$2");
  const { x, y, classes } = await csv(points, { label: header.at(-1)!, features: header.slice(0, 2), delimiter });
  if (classes.length === 1)
    throw new RangeError(
      `csv: every point is of the class "${classes[0]}" in the last column, ${header.at(-1)}: two classes are needed`,
    );
  return taken(x.data, y);
}

/** Evenly from first to last, as many as a race may have. */
function taken(places: ArrayLike<number>, labels: ArrayLike<number>): TablePoints {
  const count = Math.min(labels.length, MOST_POINTS);
  const rows = Array.from({ length: count }, (_, i) => Math.floor((i * labels.length) / count));
  const [across, up] = [0, 1].map((column) => extentOf(rows.map((row) => places[2 * row + column]!))) as [
    Extent,
    Extent,
  ];
  const half = Math.max(across.high - across.low, up.high - up.low) / 2 || 1;
  const scaled = (value: number, { low, high }: Extent) => Math.fround((value - (low + high) / 2) / half);
  // A class may have none among them.
  const kinds = [...new Set(rows.map((row) => labels[row]!))].sort((a, b) => a - b);
  return {
    points: rows.flatMap((row) => [
      ...[scaled(places[2 * row]!, across), scaled(places[2 * row + 1]!, up), kinds.indexOf(labels[row]!)],
    ]),
    note: count < labels.length ? `${count} of ${labels.length} rows are taken, evenly from first to last.` : null,
  };
}

interface Extent {
  readonly low: number;
  readonly high: number;
}

const extentOf = (values: readonly number[]): Extent => ({ low: Math.min(...values), high: Math.max(...values) });

const DECIMAL_COMMA = /(?<=^|[;\t"\s])([+-]?\d*),(\d+(?:e[+-]?\d+)?)(?=$|[;\t"\s])/gim;

/** What there is most of in the first line. */
function separatorOf(line: string): string {
  const bare = line.replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t"].map((each) => [bare.split(each).length, each] as const);
  return counts.reduce((best, each) => (each[0] > best[0] ? each : best))[1];
}

const fieldsOf = (line: string, delimiter: string): string[] =>
  [...line.matchAll(new RegExp(`(?:^|${delimiter})\\s*("(?:[^"]|"")*"|[^${delimiter}]*)`, "g"))].map(([, field]) =>
    field!
      .trim()
      .replace(/^"(.*)"$/, "$1")
      .replaceAll('""', '"'),
  );
