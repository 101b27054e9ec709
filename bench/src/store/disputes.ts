import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Dispute, parseDisputes } from "./dispute.ts";

const file = (folder: string): string => join(folder, "disputes.jsonl");

/** @throws Error naming file and line: it is no dispute */
export function readDisputes(folder: string): Dispute[] {
  const path = file(folder);
  return existsSync(path) ? parseDisputes(readFileSync(path, "utf8"), path) : [];
}

export const appendDispute = (folder: string, dispute: Dispute): void =>
  appendFileSync(file(folder), `${JSON.stringify(dispute)}\n`);
