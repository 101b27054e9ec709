import { Presets, SingleBar } from "cli-progress";

/** A bar on stderr for work that other processes do; where that is no terminal, none. */
export function progressBar(total: number): { advance(label: string, by: number): void; stop(): void } {
  if (!process.stderr.isTTY) return { advance() {}, stop() {} };
  const format = "{bar} {percentage}% | {eta_formatted} left | {label}";
  const bar = new SingleBar(
    { format, stream: process.stderr, clearOnComplete: true, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(total, 0, { label: "" });
  return {
    advance: (label, by) => bar.increment(by, { label }),
    stop: () => bar.stop(),
  };
}
