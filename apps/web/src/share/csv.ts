/** Everything that was measured, as a table for other programs. */

import type { Lane } from "../race/state.ts";

const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A line for each measurement of each lane up to `at`, every number in full. */
export function csvOf(lanes: readonly Lane[], metric: string, at: number): string {
  const lines = [`optimizer,hyperparameters,evaluations,loss,${metric}`];
  for (const { entry, hyper, curve } of lanes) {
    const said = quoted(
      Object.entries(hyper)
        .map(([name, value]) => `${name}=${value}`)
        .join(" "),
    );
    const last = curve.indexAt(at);
    for (let i = 0; i <= last; i++) {
      lines.push(`${quoted(entry.optimizer)},${said},${curve.evaluations[i]},${curve.loss[i]},${curve.metric[i]}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
