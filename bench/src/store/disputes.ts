import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Dispute, parseDisputes } from "./dispute.ts";

const file = (folder: string): string => join(folder, "disputes.jsonl");

/** @throws Error naming file and line: it is no dispute */
export function readDisputes(folder: string): Dispute[] {
  const path = file(folder);
  return existsSync(path) ? parseDisputes(readFileSync(path, "utf8"), path) : [];
}

/** They are there as a whole, or as they were before: there are few. */
export function writeDisputes(folder: string, disputes: readonly Dispute[]): void {
  const path = file(folder);
  writeFileSync(`${path}.new`, disputes.map((dispute) => `${JSON.stringify(dispute)}\n`).join(""));
  renameSync(`${path}.new`, path);
}
