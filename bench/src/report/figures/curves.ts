import type { Section } from "../sections.ts";
import { evaluations, loss, trialsTitle } from "../words.ts";
import { type Figure, rounded, spanOfLosses } from "./chart.ts";

/** Median curves of a problem with bands; nothing where the runs were stored without their curves. */
export function curvesFigure(section: Section, id: string): Figure | undefined {
  const curves = section.rows.map(({ lines }) => lines.flatMap(({ result }) => (result.curve ? [result.curve] : [])));
  if (curves.some((own, i) => own.length < section.rows[i]!.lines.length)) return;
  const [longest] = curves.flat().toSorted((a, b) => b.evaluations.length - a.evaluations.length);
  const at = longest!.evaluations;
  const quartiles = section.rows.map(({ optimizer }, i) => {
    // Where a run has diverged, its loss is infinite.
    const sorted = at.map((_, point) => Float64Array.from(curves[i]!, ({ loss }) => loss[point] ?? Infinity).sort());
    const quantile = (share: number) => sorted.map((values) => values[Math.round(share * (values.length - 1))]!);
    return { name: optimizer, y: quantile(0.5), low: quantile(0.25), high: quantile(0.75) };
  });
  const { target, budget, problem } = section;
  const hardest = problem.targets.at(-1)!.loss;
  const { scale, least, most } = spanOfLosses([target.loss, ...quartiles.flatMap(({ y }) => y)], hardest);
  const start = Math.max(...curves.flat().map(({ loss }) => loss[0]!));
  const top = start > 0 ? Math.min(most, 2 * start) : most;
  const drawn = (values: readonly number[]) => values.map((x) => rounded(Math.max(x, least)));
  const series = quartiles.map(({ name, y, low, high }) => ({ name, y: drawn(y), low: drawn(low), high: drawn(high) }));
  const shown = sparse(at);
  return {
    id,
    title: `Loss on ${problem.name}, ${trialsTitle(section.trials)}`,
    caption: `The loss of all data on the way to ${evaluations(budget)} gradient evaluations: the middle one of ${section.rows[0]!.lines.length} runs, and, of the best two shown or of what is pointed at, a band that has the middle half of them. A run that diverged counts as infinite: where half of them have, the line ends. Dashed across: the target "${target.name}".`,
    chart: {
      x: { label: "gradient evaluations", scale: "linear", unit: "number", range: [0, at.at(-1)!] },
      y: { label: "loss", scale, unit: "number", range: scale === "log" ? [least / 1.5, top * 1.5] : [least, top] },
      ...{ at, series, join: "lines", points: false },
      guide: { y: target.loss, label: target.name },
    },
    table: {
      head: ["optimizer", ...shown.map((i) => `at ${evaluations(at[i]!)}`)],
      rows: quartiles.map(({ name, y }) => [name, ...shown.map((i) => loss(y[i]!))]),
    },
  };
}

/** Some of the points: the first, the last, and those that double the evaluations between. */
function sparse(at: readonly number[]): number[] {
  const last = at.length - 1;
  const doubles = [1, 2, 4, 8, 16].map((part) => at.findIndex((each) => each >= at[last]! / part));
  return [...new Set([0, ...doubles])].sort((a, b) => a - b);
}
