import type { PlanNotice, WorkerNotice } from "./execute/queue/board.ts";
import { shownVersion } from "./execute/queue/identity.ts";
import type { Status, VersionStatus } from "./execute/queue/status.ts";
import { duration } from "./progress.ts";
import { boxed, wrap } from "./table.ts";

/** What is at a queue, for a terminal. */
export function statusText({ queue, versions }: Status, width: number): string {
  if (versions.length === 0) return `Nobody is at ${queue}: no plan, no worker.`;
  return versions.map((version) => versionText(version, width)).join("\n\n");
}

function versionText({ version, batches, plans, workers, banned }: VersionStatus, width: number): string {
  const { waiting, active, failed } = batches;
  const lines = [
    `downhill ${shownVersion(version)}: ${counted(waiting, "batch", "batches")} waiting, ${active} at work, ${failed} failed`,
  ];
  if (plans.length > 0) {
    const rows = plans.map((plan) => [
      ...[`${plan.title}, ${plan.id}`, plan.phase, `${number(plan.done)} of ${number(plan.all)}`],
      ...[plan.rate.toFixed(1), leftOf(plan)],
    ]);
    lines.push(boxed(["plan", "phase", "runs", "threads", "left"], rows));
  }
  if (workers.length > 0) {
    const rows = workers.map(({ id, threads, rate, runs, work }: WorkerNotice) => [
      ...[id, `${threads}`, `${Math.round((100 * rate) / threads)} %`, number(runs)],
      runs > 0 ? `${(work / runs / 1000).toPrecision(2)} s` : "–",
    ]);
    lines.push(boxed(["worker", "threads", "busy", "runs", "a run"], rows));
  }
  if (plans.length > 0 && workers.length === 0) lines.push("No worker is there: nothing goes on.");
  if (banned.length > 0) lines.push(wrap(`Banned, for their bits were others' not: ${banned.join(", ")}.`, width));
  lines.push(
    wrap("Threads: work that came in lately, by how many it takes. Left: at that rate, in 95 of 100 cases.", width),
  );
  return lines.join("\n");
}

/** In a band: runs differ, and of some kinds few have been seen. At a rate of nothing it never ends. */
function leftOf({ left, error, rate, done, all }: PlanNotice): string {
  if (left === null || error === null) return "unknown";
  if (left === 0 && done === all) return "nothing";
  if (rate === 0) return "nothing comes in";
  const at = (work: number) => duration(Math.max(0, work) / rate / 1000);
  const [low, high] = [at(left - 1.96 * error), at(left + 1.96 * error)];
  return low === high ? low : `${low} – ${high}`;
}

const number = (value: number): string => value.toLocaleString("en");
const counted = (count: number, one: string, more: string): string => `${number(count)} ${count === 1 ? one : more}`;
