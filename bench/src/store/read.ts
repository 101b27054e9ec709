import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Plan } from "../plan/plan.ts";
import type { Line } from "./line.ts";
import { lineReader } from "./parse.ts";

export interface Stored {
  readonly lines: Line[];
  /** Bytes of whole lines. What comes after them was being written when its writer was killed. */
  readonly bytes: number;
}

/**
 * Reads the lines of runs of a plan that have finished. Half a line at the end is left out.
 * @throws Error naming file and line: it is none of these, or the same run is there twice with two results
 */
export function readLines(path: string, plan: Plan): Stored {
  const { take, lines } = lineReader(path, plan);
  let bytes = 0;
  for (const { text, isWhole, length } of textLines(path)) if (take(text, isWhole)) bytes += length;
  return { lines: lines(), bytes };
}

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
