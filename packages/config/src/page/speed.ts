import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What `pnpm bench speed --out bench/speed.json` has kept, which is committed. */
const kept = "bench/speed.json";

interface Row {
  readonly work: string;
  readonly optimizer: string;
  readonly subject: string;
  readonly size: number;
  readonly nsPerParam: number;
  readonly tensors?: number;
  readonly matrix?: readonly number[];
  readonly float64?: boolean;
}

/** An optimizer's ns per parameter on a million of them in float32, in a vector and in a square matrix. */
export interface Speed {
  readonly vector?: number | undefined;
  readonly matrix?: number | undefined;
}

const million = 1e6;

/** Of each optimizer that was timed, by its name, such as `adam` and `sam(adam)`; of none where nothing is kept. */
export function speeds(root: string): ReadonlyMap<string, Speed> {
  const path = join(root, kept);
  if (!existsSync(path)) return new Map();
  const { rows } = JSON.parse(readFileSync(path, "utf8")) as { readonly rows: readonly Row[] };
  const timed = rows.filter(
    ({ work, subject, size, tensors, float64 }) =>
      work === "step" && subject === "downhill" && size === million && !tensors && !float64,
  );
  const of = (name: string, matrix: boolean) =>
    timed.find(({ optimizer, matrix: sides }) => optimizer === name && (sides !== undefined) === matrix)?.nsPerParam;
  return new Map(
    timed.map(({ optimizer }) => [optimizer, { vector: of(optimizer, false), matrix: of(optimizer, true) }]),
  );
}

/** Two digits of a time, a dash where there is none. */
export const shownTime = (ns: number | undefined): string => (ns === undefined ? "—" : `${Number(ns.toPrecision(2))}`);
