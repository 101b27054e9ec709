import type { Job } from "../job.ts";

/** A job that is ready to be timed. */
export interface Prepared {
  readonly description: string;
  step(): void;
  dispose(): void;
}

/** The subject cannot do the job. */
export interface Skipped {
  readonly skipped: string;
}

export type Prepare<W extends Job["work"]> = (
  subject: string,
  job: Extract<Job, { work: W }>,
) => Prepared | Skipped | Promise<Prepared | Skipped>;
