import type { SuiteName, Track } from "../plan/plan.ts";

/** What may follow `pnpm bench`. */
export interface BenchFlags {
  suite?: SuiteName;
  optimizers?: string[];
  problems?: string[];
  seeds?: number;
  trials?: number[];
  track?: Track[];
  seed?: number;
  plugin?: string[];
  jobs?: number;
  queue?: string;
  verify?: number;
  lock?: number;
  out?: string;
  resume?: true;
  json?: true;
}
