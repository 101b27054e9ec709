import type { PassName } from "./passes.ts";

/** Downhill, or TensorFlow.js. */
export type By = "downhill" | "tfjs-wasm";

/** What one pass costs at one size. */
export interface LayerRow {
  readonly ladder: string;
  readonly by: By;
  readonly pass: PassName;
  readonly size: number;
  /** Nanoseconds an element, or for what multiplies matrices a multiply-add. */
  readonly ns: number;
}

/** What is said of a row: it costs so many times what its cheapest neighbour on the ladder costs. */
export interface Flag {
  readonly row: LayerRow;
  readonly times: number;
}

/** Rows that cost more than that many times a neighbour are flagged. */
const most = 2;

/** The rows of Downhill's that cost more than twice a neighbour, an element or a multiply-add. */
export function flags(rows: readonly LayerRow[]): Flag[] {
  return rows
    .filter(({ by }) => by === "downhill")
    .flatMap((row) => {
      const ladder = rows.filter(({ ladder, by, pass }) => ladder === row.ladder && by === row.by && pass === row.pass);
      const at = ladder.indexOf(row);
      const neighbours = [ladder[at - 1], ladder[at + 1]].filter((other) => other !== undefined);
      const times = row.ns / Math.min(...neighbours.map(({ ns }) => ns));
      return times > most ? [{ row, times }] : [];
    });
}
