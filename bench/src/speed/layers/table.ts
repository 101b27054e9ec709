import { boxed } from "../../table.ts";
import { type Flag, flags, type LayerRow } from "./flags.ts";
import type { Ladder } from "./ladders.ts";

const unitOf = ({ what }: Ladder) => ("layer" in what && what.multiplyAdds ? "GFLOP/s" : "ns an element");

/** `1.23`, and `*` where it is flagged. */
function cell(ladder: Ladder, row: LayerRow | undefined, flagged: readonly Flag[]): string {
  if (!row) return "";
  const value = unitOf(ladder) === "GFLOP/s" ? 2 / row.ns : row.ns;
  const digits = value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
  return flagged.some((flag) => flag.row === row) ? `${digits}*` : digits;
}

/** For one ladder its sizes across, its passes down. */
function cells(ladder: Ladder, rows: readonly LayerRow[], flagged: readonly Flag[]): string[][] {
  const own = rows.filter((row) => row.ladder === ladder.name);
  const lines = [...new Set(own.map(({ by, pass }) => `${by === "downhill" ? "" : "TensorFlow.js, "}${pass}`))];
  return lines.map((line) => [
    line,
    ...ladder.rungs.map((size) =>
      cell(
        ladder,
        own.find((row) => row.size === size && `${row.by === "downhill" ? "" : "TensorFlow.js, "}${row.pass}` === line),
        flagged,
      ),
    ),
  ]);
}

const titleOf = (ladder: Ladder) => `${ladder.name}: ${unitOf(ladder)}`;
const headOf = (ladder: Ladder) => [ladder.along, ...ladder.rungs.map((size) => size.toLocaleString("en"))];

/** One line for each flagged row, with the reason that its ladder gives. */
export function flagLines(ladders: readonly Ladder[], flagged: readonly Flag[]): string[] {
  return flagged.map(({ row: { ladder, pass, size }, times }) => {
    const { along, reason } = ladders.find(({ name }) => name === ladder)!;
    const why = reason === undefined ? "no reason is known" : reason;
    return `${ladder}, ${pass}, ${along} ${size.toLocaleString("en")}: ${times.toFixed(1)} times a neighbour (${why})`;
  });
}

/** For a terminal. */
export function layerTables(ladders: readonly Ladder[], rows: readonly LayerRow[]): string {
  const flagged = flags(rows);
  return ladders
    .map((ladder) => {
      // Sizes down: there may be more of them than a terminal is wide.
      const lines = [headOf(ladder), ...cells(ladder, rows, flagged)];
      const [head, ...sizes] = lines[0]!.map((_, column) => lines.map((line) => line[column]!));
      return `${titleOf(ladder)}\n${boxed(head!, sizes)}`;
    })
    .join("\n\n");
}

/** The page of it, `about` being how it was measured. */
export function layersPage(ladders: readonly Ladder[], rows: readonly LayerRow[], about: readonly string[]): string {
  const flagged = flags(rows);
  const line = (columns: readonly string[]) => `| ${columns.join(" | ")} |`;
  const tables = ladders.map((ladder) => {
    const head = headOf(ladder);
    const rule = head.map((_, i) => (i === 0 ? "---" : "---:"));
    return [`## ${titleOf(ladder)}`, "", ...[head, rule, ...cells(ladder, rows, flagged)].map(line)].join("\n");
  });
  const lines = flagLines(ladders, flagged).map((each) => `- ${each}`);
  return `${[
    "# What layers and losses cost",
    "Written by `pnpm bench speed --work layers --page packages/core/docs/speed.md`.",
    about.join(" "),
    lines.length > 0
      ? `Flagged, as they cost more than twice a neighbour on their ladder:\n\n${lines.join("\n")}`
      : "No size costs more than twice a neighbour on its ladder.",
    ...tables,
  ].join("\n\n")}\n`;
}
