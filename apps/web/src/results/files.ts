/** A bench's results, from files that somebody has or from those that come with the page. */

import corePlan from "@downhill/bench/core/plan.json?url";
import coreRuns from "@downhill/bench/core/runs.jsonl.gz?url";
import type { Plan } from "@downhill/bench/plan";
import { parseDisputes } from "@downhill/bench/store/dispute";
import type { Line } from "@downhill/bench/store/line";
import { type LineReader, lineReader, parsePlan, type Results } from "@downhill/bench/store/parse";

/** @throws (rejects) Error naming the file that cannot be had */
export async function coreResults(): Promise<Results> {
  const [plan, runs] = await Promise.all([had(corePlan, "plan.json"), had(coreRuns, "runs.jsonl.gz")]);
  return readResults([plan, runs], undefined);
}

async function had(url: string, name: string): Promise<File> {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(`the core results' ${name} cannot be had: ${response.status} ${response.statusText}`);
  return new File([await response.blob()], name);
}

const isPlan = ({ name }: File) => /\.json$/.test(name);
const isDisputes = ({ name }: File) => /disputes\.jsonl$/.test(name);
const isRuns = (file: File) => /\.jsonl(\.gz)?$/.test(file.name) && !isDisputes(file);

/**
 * Of a folder's files those that a bench wrote there: the others are its reports.
 * @param shown the plan of what is there already: runs alone may be of it
 * @throws (rejects) Error naming the file, the line and what is wrong with it
 */
export async function readResults(files: readonly File[], shown: Plan | undefined): Promise<Results> {
  const runs = one(files.filter(isRuns), "runs") ?? nothing(files);
  const planned = one(files.filter(isPlan), "a plan");
  const plan = planned ? parsePlan(await planned.text(), planned.name) : shown;
  if (!plan) throw new Error(`${runs.name} comes with a plan.json, which says what its runs are for: open both`);
  const whose = planned ? "its plan's" : "the shown plan's (open its own plan.json with it)";
  const lines = await linesOf(runs, lineReader(runs.name, plan, whose));
  if (lines.length === 0) throw new Error(`${runs.name} holds no run that has finished`);
  const disputed = one(files.filter(isDisputes), "disputes");
  const disputes = disputed ? parseDisputes(await disputed.text(), disputed.name) : [];
  return { plan, lines, disputes };
}

function one(files: readonly File[], of: string): File | undefined {
  if (files.length < 2) return files[0];
  throw new Error(`${files.map(({ name }) => name).join(" and ")} are ${files.length} files of ${of}: open one`);
}

function nothing(files: readonly File[]): never {
  const names = files.map(({ name }) => name).join(", ");
  throw new Error(`there is no runs.jsonl or runs.jsonl.gz${names ? ` (there is ${names})` : ""}`);
}

async function linesOf(file: File, reader: LineReader): Promise<Line[]> {
  let rest = "";
  const take = (text: string): void => {
    const parts = (rest + text).split("\n");
    rest = parts.pop()!;
    for (const part of parts) reader.take(part, true);
  };
  const bytes = await unpacked(file);
  const decoded = bytes.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array<ArrayBuffer>>);
  const pieces = decoded.getReader();
  for (;;) {
    const { done, value } = await pieces.read().catch((error: unknown) => {
      throw new Error(`${file.name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    });
    if (done) break;
    take(value);
  }
  if (rest !== "") reader.take(rest, false);
  return reader.lines();
}

/** By its first bytes, not by its name: some hosts unpack what they send. */
async function unpacked(file: File): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  const stream = file.stream();
  return first === 0x1f && second === 0x8b ? stream.pipeThrough(new DecompressionStream("gzip")) : stream;
}
