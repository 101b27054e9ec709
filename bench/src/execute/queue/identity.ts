import { createHash } from "node:crypto";
import type { RunSpec } from "@downhill/runs/run";

/** What decides a run's result beside its spec: Downhill's version, and a digest of its sources. */
export interface Version {
  readonly downhill: string;
  readonly sources: string;
}

export const sameVersion = (a: Version, b: Version): boolean => a.downhill === b.downhill && a.sources === b.sources;

export const shownVersion = ({ downhill, sources }: Version): string => `${downhill} (sources ${sources})`;

/** Two are the same run where spec and version are, whatever the order of the spec's fields. */
export const runId = (spec: RunSpec, { downhill, sources }: Version): string =>
  sha256(JSON.stringify([downhill, sources, sorted(spec)]));

/** Of a batch, by its runs; and by what else makes it another: a second look at the same runs, say. */
export const batchId = (runs: readonly string[], ...what: readonly unknown[]): string =>
  sha256(JSON.stringify([runs, ...what]));

/** Of all that a run has come to, but for its curve, which is not always sent. */
export const resultId = ({ curve: _, ...result }: Readonly<Record<string, unknown>>): string =>
  sha256(JSON.stringify(sorted(result)));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, each]) => [key, sorted(each)]));
}

/** A queue for each version: a worker of another never sees a run of this one. */
export const queueName = ({ downhill, sources }: Version): string => `downhill-${downhill}-${sources}`;

/** The queue by which those of all versions know of each other, and that of the workers among them. */
export const [BOARD, CREW] = ["downhill", "downhill-workers"];
