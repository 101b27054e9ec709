import { Bench } from "tinybench";
import type { Prepared } from "./subjects/prepared.ts";

/** A sample is as many steps as take this long, so that reading the clock is a small part of it. */
const leastSample = 0.1;

/**
 * Warms up for `milliseconds` and at least two steps, until the compilers have done what they do, and finds how many
 * steps make a sample.
 */
export function warmUp({ step }: Prepared, milliseconds: number): number {
  const end = performance.now() + milliseconds;
  step();
  for (let steps = 1; ; ) {
    const start = performance.now();
    for (let i = 0; i < steps; i++) step();
    const now = performance.now();
    if (now - start < leastSample) steps *= 2;
    else if (now >= end) return steps;
  }
}

/** The median time of a step in nanoseconds, over samples of so many steps for that long. */
export function measure({ step }: Prepared, steps: number, milliseconds: number): number {
  const bench = new Bench({
    time: milliseconds,
    iterations: 1,
    // What ran since its last turn has taken its caches.
    warmupTime: milliseconds / 10,
    warmupIterations: 1,
    throws: true,
  });
  bench.add("step", () => {
    for (let i = 0; i < steps; i++) step();
  });
  const [task] = bench.runSync();
  const { result } = task!;
  if (!("latency" in result)) throw new Error(`tinybench did not time the steps: ${result.state}`);
  return (1e6 * result.latency.p50) / steps;
}
