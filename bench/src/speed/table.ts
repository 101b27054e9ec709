import { boxed, widthOf } from "../table.ts";
import { layoutName } from "./layout.ts";
import type { Row } from "./run.ts";
import { baseline, productsAlone } from "./subjects.ts";

const timeOf = (row: Row) => (row.work === "step" ? row.nsPerParam : row.usPerStep);

/** How many times the baseline's time the row's is; undefined where the baseline was not timed at the same work. */
export function ratio(row: Row, rows: readonly Row[]): number | undefined {
  const base = rows.find((other) => other.subject === baseline && isSameWork(other, row));
  return base && timeOf(row) / timeOf(base);
}

function isSameWork(a: Row, b: Row): boolean {
  if (a.optimizer !== b.optimizer) return false;
  return a.work === "step"
    ? b.work === "step" && layoutName(a) === layoutName(b)
    : b.work === "train" && a.problem === b.problem;
}

/** A line for each method of matrices: how many times its products' time a step takes. */
export function productRatios(rows: readonly Row[]): string[] {
  return rows
    .filter((row) => row.work === "step" && row.subject === productsAlone)
    .flatMap((row) => {
      const times = ratio(row, rows);
      if (times === undefined || row.work !== "step") return [];
      return `${row.optimizer}, ${layoutName(row)}: a step takes ${digits(1 / times)} times its matrix products at the engine's rate.`;
    });
}

/** One table for each number of parameters, optimizers across; one for each optimizer that trained, problems across. */
export function speedTables(rows: readonly Row[], width: number): string {
  const steps = rows.filter((row) => row.work === "step");
  const trained = rows.filter((row) => row.work === "train");
  return [
    ...[...new Set(steps.map(layoutName))].flatMap((layout) =>
      tables(
        `A step on ${layout} parameters: ns per parameter`,
        steps.filter((row) => layoutName(row) === layout),
        ({ optimizer }) => optimizer,
        width,
      ),
    ),
    ...[...new Set(trained.map(({ optimizer }) => optimizer))].flatMap((optimizer) =>
      tables(
        `A step of training with ${optimizer}: µs per step`,
        trained.filter((row) => row.optimizer === optimizer),
        ({ problem }) => problem,
        width,
      ),
    ),
  ].join("\n\n");
}

/** As many columns to a table as are no wider than `width`, one at least; the others in further tables. */
function tables<R extends Row>(
  title: string,
  rows: readonly R[],
  columnOf: (row: R) => string,
  width: number,
): string[] {
  const columns = [...new Set(rows.map(columnOf))];
  const table = (shown: readonly string[]): string => {
    const subjects = [...new Set(rows.map((row) => row.subject))].map((subject) => {
      const found = shown.map((column) => rows.find((row) => row.subject === subject && columnOf(row) === column));
      return { subject, found };
    });
    const present = subjects.filter(({ found }) => found.some(Boolean));
    const cells = present.map(({ subject, found }) => [subject, ...found.map((row) => (row ? cell(row, rows) : ""))]);
    return `${title}\n${boxed(["", ...shown], cells)}`;
  };
  const found: string[] = [];
  for (let from = 0; from < columns.length; ) {
    let many = columns.length - from;
    while (many > 1 && widthOf(table(columns.slice(from, from + many))) > width) many--;
    found.push(table(columns.slice(from, from + many)));
    from += many;
  }
  return found;
}

/** `1.23 ±4%  5.6×`: the median, its spread over the rounds, how many times the baseline's time. */
function cell(row: Row, rows: readonly Row[]): string {
  const time = timeOf(row);
  const times = ratio(row, rows);
  const spread = `±${Math.round((100 * row.mad) / time)}%`;
  return `${digits(time)} ${spread.padStart(4)} ${times === undefined ? "" : `${digits(times)}×`.padStart(6)}`.trimEnd();
}

/** Three digits, or all of a large number's. */
function digits(x: number): string {
  return x.toFixed(x < 10 ? 2 : x < 100 ? 1 : 0);
}
