import type { Watch } from "./compare.ts";
import { type Estimate, estimate } from "./estimate.ts";
import { duration, progressLine, redrawn } from "./progress.ts";

/** Of plain lines: after so many milliseconds at first, and so many times as long after each. */
const [FIRST, SLOWER, SLOWEST] = [5000, 1.5, 60_000];

/**
 * Tells on stderr what runs, what is done and how long it will take: a bar where that is a terminal, else a line now and then.
 * @returns `stop` wipes the bar away
 */
export function watchOn(stderr: NodeJS.WriteStream): Watch & { say(line: string): void; stop(): void } {
  const bar = stderr.isTTY ? redrawn(stderr) : undefined;
  const start = performance.now();
  let next = FIRST;
  let worked = 0;
  let ahead: Estimate;
  let [phase, done, all] = ["", 0, 0];

  /** In milliseconds: workers wait for each other, and for the machine. */
  const left = (elapsed: number) => (ahead.left() ?? Infinity) * (elapsed / Math.max(worked, 1));
  const counted = () => `${phase} run ${done.toLocaleString("en")} of ${all.toLocaleString("en")}`;

  return {
    begin(name, planned, missing, later) {
      [phase, done, all] = [name, planned.length - missing.length, planned.length];
      ahead = estimate([...missing, ...later]);
      const there = done > 0 ? `, ${done.toLocaleString("en")} of them done already` : "";
      if (!bar && all > 0) stderr.write(`${name}: ${all.toLocaleString("en")} runs${there}\n`);
    },
    done(job, time) {
      ahead.done(job, time);
      worked += time;
      done++;
      const elapsed = performance.now() - start;
      const remaining = left(elapsed);
      if (bar) {
        const label = `${counted()} | ${job.spec.optimizer} on ${job.spec.problem.name}`;
        bar.draw((width) => progressLine(elapsed / (elapsed + remaining), elapsed, label, width));
      } else if (elapsed >= next) {
        next = elapsed + Math.min(next * (SLOWER - 1) + FIRST, SLOWEST);
        stderr.write(`${counted()}, ${duration(remaining / 1000)} left\n`);
      }
    },
    say(line) {
      bar?.wipe();
      stderr.write(`${line}\n`);
    },
    stop: () => bar?.wipe(),
  };
}
