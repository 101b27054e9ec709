import type { RunSpec } from "@downhill/runs/run";
import * as v from "valibot";
import { issueOf, name } from "../plan/result.ts";

/** Two workers that came to other bits of the same run. */
export interface Dispute {
  readonly spec: RunSpec;
  readonly hashes: readonly { readonly worker: string; readonly hash: string }[];
  /** By which it was decided, or why it could not be: then both are odd. */
  readonly hash?: string | undefined;
  readonly fault?: string | undefined;
  /** The workers that are wrong: no run of theirs is among the results. */
  readonly odd: readonly string[];
}

const schema = v.object({
  spec: v.looseObject({ problem: v.looseObject({ name }), optimizer: name }),
  hashes: v.array(v.object({ worker: name, hash: name })),
  hash: v.optional(name),
  fault: v.optional(v.string()),
  odd: v.array(name),
});

/** Of the text of a file of them. @throws Error naming file and line: it is no dispute */
export function parseDisputes(text: string, path: string): Dispute[] {
  // What comes after the last newline was being written.
  const lines = text.split("\n").slice(0, -1);
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
