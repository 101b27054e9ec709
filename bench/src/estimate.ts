import type { Job } from "./plan/jobs.ts";

/** What is left of a list of jobs, judged by what others like them have taken. */
export interface Estimate {
  done(job: Job, time: number): void;
  /** In milliseconds of one worker; undefined where nothing is done yet. */
  left(): number | undefined;
}

class Mean {
  #sum = 0;
  #count = 0;
  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }
  get value(): number | undefined {
    return this.#count > 0 ? this.#sum / this.#count : undefined;
  }
}

/** Jobs of one optimizer on one problem take much the same; of those not seen yet, what the problem's take, or all. */
export function estimate(jobs: readonly Job[]): Estimate {
  const kinds = new Map<string, { readonly problem: string; readonly mean: Mean; left: number }>();
  const problems = new Map<string, Mean>();
  const all = new Mean();
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
      let sum = 0;
      for (const { problem, mean, left } of kinds.values())
        sum += left * (mean.value ?? problems.get(problem)!.value ?? all.value);
      return sum;
    },
  };
}
