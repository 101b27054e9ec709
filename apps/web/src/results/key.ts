import { BASELINE } from "@downhill/bench/report/against";
import { el } from "../elements.ts";
import type { Column } from "./comparison.ts";

const signs = [
  ["<", `fewer than ${BASELINE}`],
  ["=", "no difference shown"],
  [">", "more"],
] as const;

/** What the signs of the matrix mean. */
export function keyOf(columns: readonly Column[]): HTMLElement[] {
  const isTested = columns.some(({ cells }) => cells.some(({ against }) => against));
  const entry = (sign: string, name: string, said: string) =>
    el("span", {}, el("span", { class: `sign ${name}` }, sign), ` ${said}`);
  return [
    entry("12", "first", "bold: nobody is shown to need fewer"),
    ...(isTested ? signs.map(([sign, said]) => entry(sign, "", said)) : []),
    el("span", {}, "bar: the 95 % interval, on a log axis that ends at the budget"),
    el("span", {}, "shade: the nearer to the fewest"),
  ];
}
