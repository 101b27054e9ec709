import { existsSync, readFileSync } from "node:fs";
import { loadavg } from "node:os";

/** What something has cost: seconds. */
export interface Cost {
  readonly wall: number;
  /** Of all threads of each process, this one's being the first. */
  readonly cpu: readonly number[];
}

/** @param others processes whose CPU is counted, too */
export async function measured(work: () => Promise<void>, others: readonly number[] = []): Promise<Cost> {
  const pids = [process.pid, ...others];
  const before = pids.map(cpuOf);
  const start = performance.now();
  await work();
  const wall = (performance.now() - start) / 1000;
  return { wall, cpu: pids.map((pid, i) => cpuOf(pid) - before[i]!) };
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** `1,540` */
export const digits = (value: number, count: number): string => Number(value.toPrecision(count)).toLocaleString("en");

export const load = (): string => `${loadavg()[0]!.toFixed(1)} threads at work`;

/** So many of them are a second, to who asks Linux. */
const TICKS = 100;

/** Seconds, user's and system's, that a process has had; where there is no `/proc`, not a number. */
function cpuOf(pid: number): number {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return Number.NaN;
  // The name before it may have spaces.
  const fields = readFileSync(path, "utf8").split(") ").at(-1)!.split(" ");
  const [user, system] = [11, 12];
  return (Number(fields[user]) + Number(fields[system])) / TICKS;
}
