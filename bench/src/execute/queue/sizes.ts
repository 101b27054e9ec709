import type { Queue } from "bullmq";
import * as v from "valibot";
import { count, name } from "../../plan/result.ts";
import { batchId } from "./identity.ts";

const size = v.object({ kind: name, size: v.pipe(count, v.minValue(1)) });

/**
 * How many runs of a kind travel together: who finds out first says it for all, so that coordinators cut the same batches.
 * Each is a job of a queue that nobody works at, which has at most one of an id.
 */
export interface Sizes {
  known(): Promise<Map<string, number>>;
  /** @returns what counts: what was said first */
  say(kind: string, found: number): Promise<number>;
}

export function sizes(queue: Queue): Sizes {
  const read = (data: unknown) => (v.is(size, data) ? data : undefined);
  return {
    async known() {
      const jobs = await queue.getJobs(["wait"]);
      return new Map(jobs.flatMap((job) => (read(job?.data) ? [[job.data.kind, job.data.size]] : [])));
    },
    async say(kind, found) {
      const jobId = batchId([kind]);
      await queue.add("size", { kind, size: found }, { jobId });
      return read((await queue.getJob(jobId))?.data)?.size ?? found;
    },
  };
}
