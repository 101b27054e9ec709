import { boxed, type Cell, fitTable, widthOf } from "../table.ts";

export interface Grid {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * Tables that look alike: of the layouts, the fullest first, the first one in which all of them fit; each with what is said of
 * values beside them, or else under them. Where nothing fits, rows are blocks of lines.
 * @param layouts each has all the tables
 */
export function alike(layouts: readonly (readonly Grid[])[], columns: number): string[] {
  for (const draw of [beside, under])
    for (const grids of layouts) {
      const tables = grids.map(draw);
      if (tables.every((table) => widthOf(table) <= columns)) return tables;
    }
  return layouts.at(-1)!.map(({ head, rows }) => fitTable(head, rows, columns));
}

const beside = ({ head, rows }: Grid): string =>
  boxed(
    head,
    rows.map((row) => row.map((cell) => (typeof cell === "string" ? cell : `${cell[0]} (${cell[1]})`))),
  );

const under = ({ head, rows }: Grid): string =>
  boxed(
    head.map((title) => title.replace(" ", "\n")),
    rows.map((row) => row.map((cell) => (typeof cell === "string" ? cell : cell.join("\n")))),
  );
