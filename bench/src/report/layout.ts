import { boxed, type Cell, fitTable, widthOf } from "../table.ts";

export interface Grid {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * Tables that look alike: of the layouts, the fullest first, the first one in which all of them fit. What is said of values
 * stands beside them where that fits without leaving out too much, else under them. Where nothing fits, rows are blocks of lines.
 * @param layouts each has all the tables
 * @param full so many of the layouts leave out little
 */
export function alike(layouts: readonly (readonly Grid[])[], columns: number, full = layouts.length): string[] {
  const candidates = [
    ...layouts.slice(0, full).map((grids) => () => grids.map(beside)),
    ...layouts.map((grids) => () => grids.map(under)),
  ];
  for (const draw of candidates) {
    const tables = draw();
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
