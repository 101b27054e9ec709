import { fileURLToPath } from "node:url";
import { bundled } from "../execute/bundle.ts";
import { hyperFor, type Job, type Work } from "./job.ts";
import { type Layout, layoutName } from "./layout.ts";
import { networkShape, type TrainProblem } from "./problems.ts";
import { SubjectProcess } from "./process.ts";
import { mad, median } from "./statistics.ts";
import { type Subject, takesPart } from "./subjects.ts";

export type Row =
  | {
      readonly work: "step";
      readonly optimizer: string;
      readonly subject: string;
      /** Parameters. */
      readonly size: number;
      readonly tensors?: number;
      readonly matrix?: readonly [rows: number, columns: number];
      readonly float64?: true;
      readonly nsPerParam: number;
      /** Of the rounds' medians, in the same unit. */
      readonly mad: number;
    }
  | {
      readonly work: "train";
      readonly problem: string;
      readonly optimizer: string;
      readonly subject: string;
      readonly usPerStep: number;
      readonly mad: number;
    };

/** A subject that has no row for a job, and why. */
export interface LeftOut {
  readonly subject: string;
  readonly optimizer: string;
  /** A layout's or a problem's name. */
  readonly at: string;
  readonly reason: string;
}

export interface Plan {
  readonly works: readonly { readonly work: Work; readonly optimizers: readonly string[] }[];
  /** On what an optimizer's step is timed. */
  readonly sizes: (optimizer: string) => readonly Layout[];
  readonly problems: readonly TrainProblem[];
  readonly subjects: readonly Subject[];
  readonly rounds: number;
  /** How long a subject is timed for in each round. */
  readonly milliseconds: number;
  /** Runs the subjects that are not JavaScript. */
  readonly python: string | undefined;
}

export interface Measured {
  readonly rows: readonly Row[];
  readonly leftOut: readonly LeftOut[];
  /** What each subject said it is. */
  readonly descriptions: Readonly<Record<string, string>>;
}

const jobs = ({ sizes, problems }: Plan, work: Work, optimizer: string): Job[] => {
  const hyper = hyperFor(optimizer, work);
  return work === "step"
    ? sizes(optimizer).map((layout) => ({ work, optimizer, hyper, ...layout }))
    : problems.map((problem) => ({ work, optimizer, hyper, problem: networkShape(problem) }));
};

/** Of how many turns a run consists: a turn is one subject's part of one round. */
export function countTurns(plan: Plan): number {
  const all = plan.works.flatMap(({ work, optimizers }) =>
    optimizers.flatMap((optimizer) => jobs(plan, work, optimizer)),
  );
  const takers = all.map((job) => plan.subjects.filter((subject) => takesPart(subject, job)).length);
  return plan.rounds * takers.reduce((sum, count) => sum + count, 0);
}

/**
 * Times every job with every subject. Each subject has a process of its own for each optimizer. For one job all of them
 * are made ready, and then take turns, round after round, so that whatever drifts meanwhile, drifts for all of them.
 */
export async function run(plan: Plan, onTurns: (label: string, turns: number) => void): Promise<Measured> {
  const rows: Row[] = [];
  const leftOut: LeftOut[] = [];
  const descriptions: Record<string, string> = {};
  const programs = {
    javascript: fileURLToPath(await bundled(new URL("./worker.ts", import.meta.url))),
    python: plan.python,
  };
  for (const { work, optimizers } of plan.works) {
    for (const optimizer of optimizers) {
      const processes = new Map<string, SubjectProcess>();
      try {
        for (const job of jobs(plan, work, optimizer)) {
          const takers = plan.subjects.filter((subject) => takesPart(subject, job));
          for (const subject of takers)
            if (!processes.has(subject.name)) processes.set(subject.name, new SubjectProcess(subject, programs));
          const taking = new Map(takers.map(({ name }) => [name, processes.get(name)!]));
          const times = await takeTurns(job, taking, plan, onTurns, {
            describe(subject, description) {
              descriptions[subject] ??= description;
            },
            leaveOut(subject, reason) {
              leftOut.push({ subject, optimizer, at: nameOf(job), reason });
            },
          });
          for (const [subject, nanoseconds] of times) rows.push(row(job, subject, nanoseconds));
        }
      } finally {
        for (const process of processes.values()) process.end();
      }
    }
  }
  return { rows, leftOut, descriptions };
}

/** Each subject's median time of a step in nanoseconds, round by round. */
async function takeTurns(
  job: Job,
  processes: ReadonlyMap<string, SubjectProcess>,
  { rounds, milliseconds }: Plan,
  onTurns: (label: string, turns: number) => void,
  report: { describe(subject: string, description: string): void; leaveOut(subject: string, reason: string): void },
): Promise<Map<string, number[]>> {
  const times = new Map<string, number[]>();
  const spent = new Map<string, number>();
  const label = (subject: string) => `${job.optimizer} ${nameOf(job)} ${subject}`;
  const leaveOut = (subject: string, reason: string) => {
    onTurns(label(subject), rounds - (times.get(subject)?.length ?? 0));
    times.delete(subject);
    report.leaveOut(subject, reason);
  };
  for (const [subject, process] of processes) {
    onTurns(label(subject), 0);
    try {
      const reply = await process.ask({ do: "prepare", subject, job, milliseconds: warmUpTurns * milliseconds });
      if (reply.skipped !== undefined) leaveOut(subject, reply.skipped);
      else {
        times.set(subject, []);
        report.describe(subject, reply.description!);
      }
    } catch (error) {
      leaveOut(subject, `failed: ${(error as Error).message}`);
    }
  }
  for (let round = 0; round < rounds; round++) {
    for (const [subject, soFar] of times) {
      const before = spent.get(subject) ?? 0;
      if (soFar.length >= leastRounds && before > patience) {
        onTurns(label(subject), 1);
        continue;
      }
      const start = performance.now();
      try {
        const { nanoseconds } = await processes.get(subject)!.ask({ do: "measure", milliseconds });
        soFar.push(nanoseconds!);
        spent.set(subject, before + performance.now() - start);
        onTurns(label(subject), 1);
      } catch (error) {
        leaveOut(subject, `failed: ${(error as Error).message}`);
      }
    }
  }
  for (const subject of times.keys()) await processes.get(subject)!.ask({ do: "dispose" });
  return times;
}

/** How many turns long a subject warms up: the libraries in JavaScript take half a second to be compiled. */
const warmUpTurns = 5;

/**
 * Who has spent that many milliseconds on the turns of one job, and had that many turns, gets no more: a step of theirs
 * takes seconds.
 */
const patience = 4000;
const leastRounds = 3;

const nameOf = (job: Job) => (job.work === "step" ? layoutName(job) : job.problem.name);

/** The median of the rounds, per parameter or per step. */
function row(job: Job, subject: string, nanoseconds: readonly number[]): Row {
  const { work, optimizer } = job;
  const [middle, deviation] = [median(nanoseconds), mad(nanoseconds)];
  if (work === "step") {
    const { work: _, hyper: __, optimizer: ___, ...layout } = job;
    const { size } = layout;
    return { work, optimizer, subject, ...layout, nsPerParam: middle / size, mad: deviation / size };
  }
  return { work, problem: job.problem.name, optimizer, subject, usPerStep: middle / 1000, mad: deviation / 1000 };
}
