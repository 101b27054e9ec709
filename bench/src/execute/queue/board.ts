import { ErrorCode, type Job, type Queue } from "bullmq";
import * as v from "valibot";
import { count, name } from "../../plan/result.ts";
import type { Client, Notify } from "./client.ts";
import { BOARD, CREW } from "./identity.ts";
import { redactedError } from "./secrets.ts";

const version = v.object({ downhill: name, sources: name });
const amount = v.pipe(v.number(), v.minValue(0));
/** Who it is, unlike any other. */
const who = { id: name, version };

const worker = v.object({
  role: v.literal("worker"),
  ...who,
  threads: count,
  /** Runs that it has made, and milliseconds of one thread that they took. */
  runs: count,
  work: amount,
  /** Milliseconds of work in a millisecond, lately: as many as it has threads where nothing keeps it waiting. */
  rate: amount,
});

const plan = v.object({
  role: v.literal("plan"),
  ...who,
  /** For a reader: the suite, say. */
  title: v.string(),
  phase: v.string(),
  /** Runs of this phase. */
  done: count,
  all: count,
  /** Milliseconds of one thread that all the rest will take, as far as that is known; and give or take. */
  left: v.nullable(amount),
  error: v.nullable(amount),
  rate: amount,
});

/** A worker that returned other bits than others did: it is to stop. */
const ban = v.object({ role: v.literal("ban"), ...who, why: v.string() });

const notice = v.variant("role", [worker, plan, ban]);
/** When it was written, and how often it is. */
const written = v.looseObject({ role: name, at: amount, beat: amount });

export type WorkerNotice = v.InferOutput<typeof worker>;
export type PlanNotice = v.InferOutput<typeof plan>;
export type Notice = v.InferOutput<typeof notice>;

/**
 * Where plans and workers of all versions say that they are there, and what they do: each is a job of a queue that nobody
 * works at, and is written anew every few seconds. It is the same with all of BullMQ's backends. Workers have a queue of
 * their own: there may be a thousand, and if each read of all others, they would be at nothing else.
 */
export interface Board {
  /** Says it now, and what is then the case every few seconds. */
  announce(notice: () => Notice): Promise<void>;
  /** All that are there. */
  look(): Promise<Notice[]>;
  /** Those that are no worker's: few. */
  plans(): Promise<PlanNotice[]>;
  /** One read. @returns why a worker is banned, if it is */
  banOf(worker: string): Promise<string | undefined>;
  /** Takes its own notices away, but for bans. */
  leave(): Promise<void>;
}

/** Who has not been heard of for so many of its beats, and so many milliseconds, is gone: a machine may be busy. */
const [BEATS, SILENT] = [4, 15_000];
/** A ban outlives whoever said it, by a day. */
const REMEMBERED = 24 * 3600_000;

/** @param beat milliseconds */
export function board(client: Client, beat: number, notify: Notify): Board {
  const [common, crew] = [client.queue(BOARD), client.queue(CREW)];
  const queueOf = (role: Notice["role"]) => (role === "worker" ? crew : common);
  const own = new Map<string, { readonly notice: () => Notice; job?: Job | undefined }>();
  let timer: NodeJS.Timeout | undefined;
  let left = false;

  async function write(id: string): Promise<void> {
    const it = own.get(id)!;
    const notice = it.notice();
    const data = { ...notice, at: Date.now(), beat };
    try {
      await it.job?.updateData(data);
    } catch (error) {
      // The queue has been wiped.
      if ((error as { code?: unknown }).code !== ErrorCode.JobNotExist) throw error;
      it.job = undefined;
    }
    it.job ??= await queueOf(notice.role).add(notice.role, data, { jobId: id });
  }

  async function writeAll(): Promise<void> {
    try {
      for (const id of own.keys()) await write(id);
    } catch (error) {
      if (!left) notify(`nothing can be announced: ${redactedError(error).message}`);
    }
  }

  /** One after the other: while nobody answers they would pile up. */
  async function goOn(): Promise<void> {
    await writeAll();
    if (!left) timer = setTimeout(goOn, beat).unref();
  }

  async function read(queue: Queue): Promise<Notice[]> {
    const jobs = await queue.getJobs(["wait"]);
    const now = Date.now();
    const found: Notice[] = [];
    for (const job of jobs) {
      // Of one that was removed meanwhile there is nothing.
      if (!job?.id) continue;
      const { role, at, beat: own } = v.is(written, job.data) ? job.data : { role: "", at: 0, beat: 0 };
      // Another version may say other things.
      const read = v.safeParse(notice, job.data);
      if (now - at > (role === "ban" ? REMEMBERED : Math.max(BEATS * own, SILENT))) await queue.remove(job.id);
      else if (read.success) found.push(read.output);
    }
    return found;
  }

  return {
    async announce(notice) {
      const { role, id } = notice();
      own.set(idOf(role, id), { ...own.get(idOf(role, id)), notice });
      await writeAll();
      timer ??= setTimeout(goOn, beat).unref();
    },
    look: async () => (await Promise.all([read(common), read(crew)])).flat(),
    plans: async () => (await read(common)).filter((notice) => notice.role === "plan"),
    async banOf(worker) {
      const found = v.safeParse(ban, (await common.getJob(idOf("ban", worker)))?.data);
      return found.success ? found.output.why : undefined;
    },
    async leave() {
      left = true;
      clearTimeout(timer);
      for (const [id, { notice }] of own) {
        const { role } = notice();
        if (role !== "ban") await queueOf(role).remove(id);
      }
      own.clear();
    },
  };
}

const idOf = (role: Notice["role"], id: string): string => `${role}-${id}`;
