import { Bench } from "tinybench";
import type { Prepared } from "./subjects/prepared.ts";

/** A sample is as many steps as take this many milliseconds, so that reading the clock is a small part of it. */
const leastSample = 1;

export interface Sample {
  readonly steps: number;
  /** How long it took, about. */
  readonly milliseconds: number;
}

/** Warms up for `milliseconds`, until the compilers have done what they do, and finds how many steps make a sample. */
export function warmUp({ step }: Pick<Prepared, "step">, milliseconds: number): Sample {
  const end = performance.now() + milliseconds;
  for (let steps = 1; ; ) {
    const start = performance.now();
    for (let i = 0; i < steps; i++) step();
    const now = performance.now();
    if (now - start < leastSample) steps *= 2;
    else if (now >= end) return { steps, milliseconds: now - start };
  }
}

/** The median time of a step in nanoseconds, over samples for that long, and over one at least. */
export function measure({ step }: Prepared, sample: Sample, milliseconds: number): number {
  const bench = new Bench({
    time: milliseconds,
    iterations: 1,
    // What ran since its last turn has taken its caches. A sample longer than a turn is more than they hold.
    warmup: sample.milliseconds < milliseconds,
    warmupTime: milliseconds / 10,
    warmupIterations: 1,
    throws: true,
  });
  const { steps } = sample;
  bench.add("step", () => {
    for (let i = 0; i < steps; i++) step();
  });
  const [task] = bench.runSync();
  const { result } = task!;
  if (!("latency" in result)) throw new Error(`tinybench did not time the steps: ${result.state}`);
  return (1e6 * result.latency.p50) / steps;
}
