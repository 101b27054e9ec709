import { Presets, SingleBar } from "cli-progress";

/** Runs work that calls `advance` once a unit, under a bar on stderr; where that is no terminal, silently. */
export function withProgress<T>(total: number, work: (advance: (label: string) => void) => T): T {
  const format = "{label} {bar} {percentage}% | {eta_formatted} left";
  const bar = new SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  // The work blocks the event loop, so the bar cannot redraw by a timer of its own: it is told at each hundredth.
  const stride = Math.max(1, Math.floor(total / 200));
  let done = 0;
  if (process.stderr.isTTY) bar.start(total, 0, { label: "" });
  try {
    return work((label) => {
      if (++done % stride !== 0 || !process.stderr.isTTY) return;
      bar.update(done, { label: label.padEnd(12) });
      bar.render();
    });
  } finally {
    bar.stop();
  }
}
