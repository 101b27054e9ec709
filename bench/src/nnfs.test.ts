import { createHash } from "node:crypto";
import type { NnfsOptions } from "@downhill/problems";
import { expect, test } from "vitest";
import golden from "../golden/numpy.json" with { type: "json" };
import { type CellHyper, type CellName, cells } from "./notebook.ts";
import { replay } from "./replay.ts";

interface Case {
  optimizer: CellName;
  hyper: Partial<CellHyper>;
  epochs: number;
  every: number;
  problem: NnfsOptions;
  /** Epoch, accuracy, loss, learning rate. */
  rows: [number, string, string, number][];
  weights: Record<string, string>;
}

// What a tuple or a choice of names is, a JSON file's type does not know.
const cases = (golden.cases as unknown as Case[]).map((entry) => {
  const settings = JSON.stringify({ ...entry.problem, ...entry.hyper }).replaceAll(/[{}"]/g, "");
  return [`${entry.optimizer}, ${entry.epochs} epochs: ${settings}`, entry] as const;
});

/** Of the little-endian float32 bytes, whatever this machine's own order. */
function sha256(weights: readonly number[]): string {
  const bytes = new DataView(new ArrayBuffer(4 * weights.length));
  for (const [i, weight] of weights.entries()) bytes.setFloat32(4 * i, weight, true);
  return createHash("sha256").update(bytes).digest("hex");
}

test.each(cases)("NumPy's rows to every printed digit, and its weights to the bit: %s", (_, entry) => {
  const { problem, optimizer, epochs, every } = entry;
  const { rows, weights } = replay({
    problem,
    optimizer,
    hyper: { ...cells[optimizer], ...entry.hyper },
    epochs,
    every,
  });
  expect(rows.map((row) => [row.epoch, row.accuracy.toFixed(3), row.loss.toFixed(3), row.lr])).toEqual(entry.rows);
  expect(Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, sha256(values)]))).toEqual(
    entry.weights,
  );
});
