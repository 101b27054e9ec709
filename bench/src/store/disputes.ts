import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunSpec } from "@downhill/runs/run";
import * as v from "valibot";
import { issueOf, name } from "../plan/result.ts";

/** Two workers that came to other bits of the same run. */
export interface Dispute {
  readonly spec: RunSpec;
  readonly hashes: readonly { readonly worker: string; readonly hash: string }[];
  /** By which it was decided. */
  readonly hash: string;
  /** The workers that are wrong: no run of theirs is among the results. */
  readonly odd: readonly string[];
}

const schema = v.object({
  spec: v.looseObject({ problem: v.looseObject({ name }), optimizer: name }),
  hashes: v.array(v.object({ worker: name, hash: name })),
  hash: name,
  odd: v.array(name),
});

const file = (folder: string): string => join(folder, "disputes.jsonl");

/** @throws Error naming file and line: it is no dispute */
export function readDisputes(folder: string): Dispute[] {
  const path = file(folder);
  if (!existsSync(path)) return [];
  // What comes after the last newline was being written.
  const lines = readFileSync(path, "utf8").split("\n").slice(0, -1);
  return lines.map((line, i) => {
    const where = `${path}, line ${i + 1}`;
    try {
      const parsed = v.safeParse(schema, JSON.parse(line), { abortEarly: true });
      if (parsed.success) return parsed.output as unknown as Dispute;
      throw new Error(issueOf(parsed.issues[0]));
    } catch (error) {
      throw new Error(`${where} is no dispute of workers: ${(error as Error).message}`, { cause: error });
    }
  });
}

export const appendDispute = (folder: string, dispute: Dispute): void =>
  appendFileSync(file(folder), `${JSON.stringify(dispute)}\n`);
