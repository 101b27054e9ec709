/** A bar on stderr; where that is no terminal, none. */

const cells = 24;

/** Redrawn at most so often: a terminal takes its time. */
const milliseconds = 50;

export interface Progress {
  advance(label: string, by?: number): void;
  /** Wipes the bar away. */
  stop(): void;
}

/**
 * It draws when it is told of progress, since the work may block the event loop, and leaves the cursor and the wrapping of
 * lines alone: Ctrl-C would not bring them back.
 */
export function progressBar(total: number): Progress {
  const { stderr } = process;
  if (!stderr.isTTY) return { advance() {}, stop() {} };
  const start = performance.now();
  const { draw, wipe } = redrawn(stderr);
  let done = 0;
  return {
    advance(label, by = 1) {
      done += by;
      draw((width) => progressLine(done / total, performance.now() - start, label, width));
    },
    stop: wipe,
  };
}

/** A terminal's last line, which is drawn over and over. */
export function redrawn(terminal: NodeJS.WriteStream): { draw(line: (width: number) => string): void; wipe(): void } {
  let drawn = -Infinity;
  return {
    draw(line) {
      const now = performance.now();
      if (now - drawn < milliseconds) return;
      drawn = now;
      // A full last column would wrap.
      terminal.write(`\r${line((terminal.columns || 80) - 1)}\u001b[K`);
    },
    wipe: () => void terminal.write("\r\u001b[K"),
  };
}

/** Runs work under a bar. */
export function withProgress<T>(total: number, work: (advance: Progress["advance"]) => T): T {
  const { advance, stop } = progressBar(total);
  try {
    return work(advance);
  } finally {
    stop();
  }
}

/** @param part of the work that is done, 0 to 1, in `elapsed` milliseconds: nobody knows what is left of none */
export function progressLine(part: number, elapsed: number, label: string, width: number): string {
  const full = Math.round(cells * Math.min(part, 1));
  const bar = "█".repeat(full) + "░".repeat(cells - full);
  const left = part > 0 ? ` | ${duration((elapsed / part - elapsed) / 1000)} left` : "";
  return `${bar} ${Math.floor(100 * part)} %${left} | ${label}`.slice(0, Math.max(width, 0));
}

/** `45 s`, `3 min 20 s`, `2 h 5 min` */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
