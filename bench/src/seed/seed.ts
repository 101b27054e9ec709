import { cells } from "../notebook.ts";
import { type Row, replay } from "../replay.ts";
import tables from "./tables.json" with { type: "json" };

export const seedTables = ["adagrad", "rmsprop", "adam"] as const;
export type SeedTable = (typeof seedTables)[number];

export const epochs = 10_001;
/** Normals that one cell of the notebook draws from its stream: 300 for the data, 2·64 and 64·3 for the weights. */
const drawsPerCell = 620;
/** How many cells ran before each table's, on the same stream. */
const cellsBefore: Record<SeedTable, number> = { adagrad: 4, rmsprop: 6, adam: 8 };

/** Trains the network of one of the notebook's tables. Nothing of what the notebook printed is read here. */
export function computeTable(table: SeedTable, onEpoch?: (epoch: number) => void): Row[] {
  const problem = { skip: cellsBefore[table] * drawsPerCell };
  return replay({ problem, optimizer: table, hyper: cells[table], epochs, every: 100 }, onEpoch).rows;
}

export interface SeedResult {
  readonly rows: readonly Row[];
  /** How many of them have every printed digit of the notebook's accuracy and loss. */
  readonly matching: number;
  readonly of: number;
}

/** How many rows have every printed digit of the notebook's accuracy and loss. */
export function countMatching(table: SeedTable, rows: readonly Row[]): { matching: number; of: number } {
  const expected = tables.tables[table];
  const matching = expected.filter(([epoch, accuracy, loss], i) => {
    const row = rows[i];
    return row && row.epoch === epoch && row.accuracy.toFixed(3) === accuracy && row.loss.toFixed(3) === loss;
  });
  return { matching: matching.length, of: expected.length };
}
