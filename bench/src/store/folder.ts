import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Job, jobKey } from "../plan/jobs.ts";
import type { Plan } from "../plan/plan.ts";
import type { Dispute } from "./dispute.ts";
import { readDisputes, writeDisputes } from "./disputes.ts";
import type { Line } from "./line.ts";
import { parsePlan, type Results } from "./parse.ts";
import { readLines } from "./read.ts";

/** A folder of results that grows. What cannot be written is an error that names the file. */
export interface Store extends Results {
  has(job: Job): boolean;
  /** What is appended is there, whatever becomes of this process; a computer that loses its power may lose the last second. */
  append(line: Line): void;
  /** Takes back what the odd workers have made: it is missing from then on, and kept in a file of its own. */
  takeBack(dispute: Dispute): void;
  /** How often it was. */
  readonly takenBack: number;
  close(): void;
}

const planFile = (folder: string): string => join(folder, "plan.json");
const runsFile = (folder: string): string => join(folder, "runs.jsonl");
/** The same, packed: to be kept and looked at, not to be gone on with. */
const packedFile = (folder: string): string => join(folder, "runs.jsonl.gz");
/** What was taken back. */
const quarantineFile = (folder: string): string => join(folder, "quarantine.jsonl");

/** Whether there is anything in a folder. */
export const isEmpty = (folder: string): boolean => !existsSync(folder) || readdirSync(folder).length === 0;

/**
 * Begins a folder of results.
 * @throws Error where something is in it
 */
export function begin(folder: string, plan: Plan): Store {
  if (!isEmpty(folder)) throw new Error(`${folder} is not empty`);
  mkdirSync(folder, { recursive: true });
  // It is there as a whole, or not at all.
  writeFileSync(`${planFile(folder)}.new`, `${JSON.stringify(plan, null, 2)}\n`);
  renameSync(`${planFile(folder)}.new`, planFile(folder));
  return open(folder, { plan, lines: [], disputes: [] }, 0);
}

/**
 * Goes on with a folder of results. Half a line at its end is taken away: its run is made again.
 * @throws Error naming the file: it is missing, or not of a bench; and where nothing can be written there
 */
export function resume(folder: string): Store {
  if (existsSync(packedFile(folder))) {
    throw new Error(`${folder} is packed: there is nothing to go on with (see it with: pnpm bench report)`);
  }
  const { bytes, ...results } = read(folder);
  return open(folder, results, bytes);
}

/**
 * What is in a folder of results, to look at.
 * @throws Error as `resume`
 */
export function readResults(folder: string): Results {
  const { bytes, ...results } = read(folder);
  return results;
}

/**
 * Writes results as they are kept: in one compressed file, without curves, which a replay of their specs gives.
 * @throws Error where something is in the folder
 */
export function pack(folder: string, { plan, lines }: Pick<Results, "plan" | "lines">): void {
  begin(folder, plan).close();
  rmSync(runsFile(folder));
  const text = lines.map(({ result: { curve, ...result }, ...job }) => `${JSON.stringify({ ...job, result })}\n`);
  writeFileSync(packedFile(folder), gzipSync(text.join(""), { level: 9 }));
}

function read(folder: string): Results & { readonly bytes: number } {
  const plan = readPlan(folder);
  const path = existsSync(packedFile(folder)) ? packedFile(folder) : runsFile(folder);
  const disputes = readDisputes(folder);
  if (!existsSync(path)) return { plan, lines: [], disputes, bytes: 0 };
  return { plan, disputes, ...readLines(path, plan) };
}

/** @throws Error naming the file, and what is wrong with it */
function readPlan(folder: string): Plan {
  const path = planFile(folder);
  if (!existsSync(path)) throw new Error(`${folder} holds no results of a bench: there is no ${path}`);
  return parsePlan(readFileSync(path, "utf8"), path);
}

/** In milliseconds: at most so often the disk is waited for. */
const SYNC = 1000;

/** In pieces: all lines together may be longer than a string can be. */
function writeLines(path: string, flag: "a" | "w", lines: readonly Line[]): void {
  const file = openSync(path, flag);
  try {
    for (let from = 0; from < lines.length; from += 1000) {
      const piece = lines.slice(from, from + 1000).map((line) => `${JSON.stringify(line)}\n`);
      writeFileSync(file, piece.join(""));
    }
    fsyncSync(file);
  } finally {
    closeSync(file); // also where the disk is full
  }
}

/** The system says of a full disk neither which it is nor what was to be there. */
function naming(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new Error(`${path} cannot be written: ${(error as Error).message}`, { cause: error });
  }
}

/** @param bytes of the file that are kept */
function open(folder: string, { plan, lines, disputes }: Results, bytes: number): Store {
  const path = runsFile(folder);
  let file = openSync(path, "a");
  ftruncateSync(file, bytes);
  const all = [...lines];
  const told = [...disputes];
  const keys = new Set(lines.map(jobKey));
  let synced = performance.now();

  function withdraw(odd: readonly string[]): void {
    const isOdd = ({ worker }: Line) => worker !== undefined && odd.includes(worker);
    const taken = all.filter(isOdd);
    if (taken.length === 0) return;
    writeLines(quarantineFile(folder), "a", taken);
    const kept = all.filter((line) => !isOdd(line));
    all.length = 0;
    for (const line of kept) all.push(line);
    for (const line of taken) keys.delete(jobKey(line));
    // It is there as a whole, with or without them.
    writeLines(`${path}.new`, "w", all);
    closeSync(file);
    renameSync(`${path}.new`, path);
    file = openSync(path, "a");
  }

  // A process may have ended between the two.
  withdraw(told.flatMap(({ odd }) => odd));
  return {
    plan,
    lines: all,
    disputes: told,
    has: (job) => keys.has(jobKey(job)),
    append(line) {
      const text = JSON.stringify(line);
      // In one piece, at the end: what is there ends with a line, or with one that is being written.
      naming(path, () => writeFileSync(file, `${text}\n`));
      // What is reported does not depend on whether it was read from the file.
      const stored: Line = JSON.parse(text);
      all.push(stored);
      keys.add(jobKey(stored));
      if (performance.now() - synced < SYNC) return;
      naming(path, () => fsyncSync(file));
      synced = performance.now();
    },
    takeBack(dispute) {
      told.push(dispute);
      naming(folder, () => {
        writeDisputes(folder, told);
        withdraw(dispute.odd);
      });
    },
    get takenBack() {
      return told.length;
    },
    close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}
