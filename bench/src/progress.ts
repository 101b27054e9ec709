import { Presets, SingleBar } from "cli-progress";

/** Runs work that calls `advance` once a unit, under a bar on stderr; where that is no terminal, silently. */
export function withProgress<T>(total: number, work: (advance: (label: string) => void) => T): T {
  const format = "{label} {bar} {percentage}% | {eta_formatted} left";
  // It hides no cursor and leaves line wrapping on: Ctrl-C would not bring them back.
  const bar = new SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, linewrap: true },
    Presets.shades_classic,
  );
  // The work blocks the event loop, so the bar cannot redraw by a timer of its own: it is told at each hundredth.
  const stride = Math.max(1, Math.floor(total / 200));
  let done = 0;
  if (process.stderr.isTTY) bar.start(total, 0, { label: "" });
  try {
    return work((label) => {
      if (++done % stride !== 0 || !process.stderr.isTTY) return;
      bar.update(done, { label: label.padEnd(16) });
      bar.render();
    });
  } finally {
    bar.stop();
  }
}
