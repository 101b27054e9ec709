import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as v from "valibot";
import { type Job, jobKey } from "../plan/jobs.ts";
import { issueOf } from "../plan/result.ts";
import type { Line } from "./line.ts";
import { line as schema } from "./schema.ts";

export interface Stored {
  readonly lines: Line[];
  /** Bytes of whole lines. What comes after them was being written when its writer was killed. */
  readonly bytes: number;
}

/**
 * Reads the lines of runs that have finished. Half a line at the end is left out.
 * @throws Error naming file and line: it is none of these, or the same run is there twice with two results
 */
export function readLines(path: string): Stored {
  const lines = new Map<string, { readonly text: string; readonly line: Line }>();
  let [bytes, number] = [0, 0];
  for (const { text, isWhole, length } of textLines(path)) {
    number++;
    const where = `${path}, line ${number}`;
    if (!isWhole) {
      if (isBeginning(text)) break;
      throw new Error(`${where} is no run of a bench: ${excerpt(text)}`);
    }
    const line = parseLine(text, where);
    const key = jobKey(line);
    const before = lines.get(key);
    if (before && before.text !== text) throw new Error(`${where} is a run that is there already, with another result`);
    lines.set(key, { text, line });
    bytes += length;
  }
  return { lines: [...lines.values()].map(({ line }) => line), bytes };
}

function parseLine(text: string, where: string): Line {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${where} is not JSON: ${excerpt(text)}`, { cause: error });
  }
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  if (!parsed.success) throw new Error(`${where} is no run of a bench: ${issueOf(parsed.issues[0])}`);
  return json as Line;
}

const first: keyof Job = "track";
const beginning = `{"${first}":"`;

/** Whether that may be what is there of a line. */
const isBeginning = (text: string): boolean => text.startsWith(beginning.slice(0, text.length));

const excerpt = (text: string): string => JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);

/** As one piece at a time: a file may be longer than a string can be. */
const PIECE = 1 << 20;

interface TextLine {
  readonly text: string;
  /** Whether a newline ends it. */
  readonly isWhole: boolean;
  /** In bytes, the newline included. */
  readonly length: number;
}

function* textLines(path: string): Generator<TextLine> {
  let rest = Buffer.alloc(0);
  for (const piece of path.endsWith(".gz") ? [unpacked(path)] : pieces(path)) {
    let bytes = Buffer.concat([rest, piece]);
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      yield { text: bytes.toString("utf8", 0, end), isWhole: true, length: end + 1 };
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
  if (rest.length > 0) yield { text: rest.toString("utf8"), isWhole: false, length: rest.length };
}

function* pieces(path: string): Generator<Buffer> {
  const file = openSync(path, "r");
  try {
    for (;;) {
      const piece = Buffer.alloc(PIECE);
      const read = readSync(file, piece);
      if (read === 0) return;
      yield piece.subarray(0, read);
    }
  } finally {
    closeSync(file);
  }
}

function unpacked(path: string): Buffer {
  try {
    return gunzipSync(readFileSync(path));
  } catch (error) {
    throw new Error(`${path} cannot be unpacked: ${(error as Error).message}`, { cause: error });
  }
}
