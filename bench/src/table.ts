/** Tables and text as wide as the terminal is. */

import Table from "cli-table3";

/** Where no terminal says how wide it is. */
const usual = 100;

export const terminalWidth = (): number => process.stdout.columns || usual;

/** A value, and what is said of it: in brackets beside it, or under it where that is too wide. */
export type Cell = string | readonly [value: string, note: string];

/**
 * A table with a row for each thing, named in its first column. Where it is wider than `width`, notes are under their values;
 * where that is still too wide, each row is a block of lines.
 */
export function fitTable(head: readonly string[], rows: readonly (readonly Cell[])[], width: number): string {
  const beside = rows.map((row) => row.map((cell) => (typeof cell === "string" ? cell : `${cell[0]} (${cell[1]})`)));
  const under = rows.map((row) => row.map((cell) => (typeof cell === "string" ? cell : cell.join("\n"))));
  const tables = [boxed(head, beside), boxed(head.map(twoLines), under)];
  const fitting = tables.find((table) => widthOf(table) <= width);
  return fitting ?? beside.map((row) => block(head, row)).join("\n");
}

export const widthOf = (text: string): number => Math.max(...text.split("\n").map((line) => line.length));

/** The first column is left-aligned, the others are numbers. */
export function boxed(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, i) => (i === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}

const twoLines = (title: string): string => title.replace(" ", "\n");

function block([, ...head]: readonly string[], [name, ...cells]: readonly string[]): string {
  const column = Math.max(...head.map(({ length }) => length));
  return [name, ...cells.map((cell, i) => `  ${head[i]!.padEnd(column)}  ${cell}`)].join("\n");
}

/** Breaks lines between words, so that none is wider than `width` unless a word is; what follows the first is indented. */
export function wrap(text: string, width: number): string {
  const indent = "  ";
  return text
    .split("\n")
    .map((line) => {
      let [column, wrapped] = [0, ""];
      for (const word of line.split(" ")) {
        const breaks = column > 0 && column + 1 + word.length > width;
        const before = breaks ? `\n${indent}` : column > 0 ? " " : "";
        wrapped += before + word;
        column = (breaks ? indent.length : column + before.length) + word.length;
      }
      return wrapped;
    })
    .join("\n");
}
