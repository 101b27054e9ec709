import type { Job } from "./plan/jobs.ts";

/** What is left of a list of jobs, judged by what others like them have taken. */
export interface Estimate {
  done(job: Job, time: number): void;
  /** In milliseconds of one worker; undefined where nothing is done yet. */
  left(): number | undefined;
  /** Of `left`, the standard error: from how much runs of a kind differ, and how few have been seen of some. */
  error(): number | undefined;
}

class Mean {
  #sum = 0;
  #squares = 0;
  #count = 0;
  add(value: number): void {
    this.#sum += value;
    this.#squares += value * value;
    this.#count++;
  }
  get value(): number | undefined {
    return this.#count > 0 ? this.#sum / this.#count : undefined;
  }
  get count(): number {
    return this.#count;
  }
  /** Of one value; of a single one that has been seen, as if they were spread like waiting times. */
  get variance(): number {
    const mean = this.value ?? 0;
    if (this.#count < 2) return mean ** 2;
    return Math.max(0, (this.#squares - this.#count * mean ** 2) / (this.#count - 1));
  }
}

/** Jobs of one optimizer on one problem take much the same; of those not seen yet, what the problem's take, or all. */
export function estimate(jobs: readonly Job[]): Estimate {
  const kinds = new Map<string, { readonly problem: string; readonly mean: Mean; left: number }>();
  const problems = new Map<string, Mean>();
  const all = new Mean();
  /** The nearest that has been seen. */
  const seen = ({ problem, mean }: { problem: string; mean: Mean }): Mean =>
    [mean, problems.get(problem)!].find(({ count }) => count > 0) ?? all;
  const kindOf = ({ spec }: Job) => JSON.stringify([spec.problem.name, spec.optimizer, spec.budget]);
  for (const job of jobs) {
    const problem = job.spec.problem.name;
    const kind = kinds.get(kindOf(job)) ?? { problem, mean: new Mean(), left: 0 };
    kind.left++;
    kinds.set(kindOf(job), kind);
    problems.set(problem, new Mean());
  }
  return {
    done(job, time) {
      const kind = kinds.get(kindOf(job))!;
      kind.left--;
      for (const mean of [kind.mean, problems.get(kind.problem)!, all]) mean.add(time);
    },
    left() {
      if (all.value === undefined) return undefined;
      return [...kinds.values()].reduce((sum, kind) => sum + kind.left * seen(kind).value!, 0);
    },
    error() {
      if (all.value === undefined) return undefined;
      const variance = [...kinds.values()].reduce((sum, kind) => {
        const { variance, count } = seen(kind);
        // Of those that are left, and of the mean that stands for them: for other kinds one of theirs says little.
        return sum + variance * kind.left * (1 + kind.left / (kind.mean.count > 0 ? count : 1));
      }, 0);
      return Math.sqrt(variance);
    },
  };
}
