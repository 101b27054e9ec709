/** As a shell says it of what Ctrl-C has ended. */
export const INTERRUPTED = 130;

/** A second press, and not the same one told twice by a parent process, ends at once. */
const SAME_PRESS = 1000;

/** A signal that aborts at Ctrl-C, or when the process is told to end. */
export function untilCtrlC(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  let first = 0;
  const press = () => {
    if (controller.signal.aborted && performance.now() - first > SAME_PRESS) process.exit(INTERRUPTED);
    if (controller.signal.aborted) return;
    first = performance.now();
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const name of signals) process.on(name, press);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of signals) process.off(name, press);
    },
  };
}
