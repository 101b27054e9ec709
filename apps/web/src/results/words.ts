/** What a figure of the matrix says, in words: for those who hear it, and for the panel of its runs. */

import { BASELINE } from "@downhill/bench/report/against";
import { probability, setting, trialsTitle } from "@downhill/bench/report/words";
import { grouped, plain } from "../race/numbers.ts";
import type { Cell, Column } from "./comparison.ts";

export const evaluationsText = (x: number): string => (Number.isFinite(x) ? grouped(Math.round(x)) : "never");

const intervalText = ({ low, high }: Cell): string => {
  const end = (x: number) => (Number.isFinite(x) ? grouped(Math.round(x)) : "∞");
  return `${end(low)}–${end(high)}`;
};

/** Fewer, no difference shown, more: one sign for each, as plain as the others. */
const signs = { fewer: "<", "no difference shown": "=", more: ">" } as const;

export const signOf = ({ against }: Cell): string => (against ? signs[against.verdict] : "");

/** Whether nobody is shown to need fewer. */
export const isAmongFirst = ({ rank, hits }: Cell): boolean => rank[0] === 1 && hits > 0;

function againstText({ optimizer, against }: Cell): string {
  if (optimizer === BASELINE) return "the baseline";
  if (!against) return "no baseline among them";
  if (against.verdict === "no difference shown")
    return `no difference from ${BASELINE} shown (p ${probability(against.p)})`;
  return `${against.verdict} than ${BASELINE} (p ${probability(against.p)})`;
}

export function figureText(cell: Cell): string {
  const { median, hits, runs } = cell;
  const middle = Number.isFinite(median) ? `${evaluationsText(median)} evaluations, ${intervalText(cell)}` : "never";
  return `${middle}; from ${hits} of ${runs} seeds; ${againstText(cell)}${isAmongFirst(cell) ? "; nobody is shown to need fewer" : ""}`;
}

export const cellText = (cell: Cell, { problem }: Column): string =>
  `${cell.optimizer} on ${problem}: ${figureText(cell)}`;

export function settingsText({ hyper, edges }: Cell): string {
  const values = Object.entries(hyper).map(([name, value]) => `${name} ${setting(value)}`);
  if (values.length === 0) return "the published defaults";
  return `${values.join(", ")}${edges.length > 0 ? `; at an end of its range: ${edges.join(", ")}` : ""}`;
}

export const trialsText = (trials: number): string =>
  trials === 1 ? "its published defaults" : `the best of ${trialsTitle(trials)}`;

export const targetText = ({ name, loss }: Column["target"]): string => `“${name}”, a loss of ${plain(loss)}`;
