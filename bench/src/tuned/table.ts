import { count } from "../count.ts";
import { fitTable, wrap } from "../table.ts";
import { type ContestantName, contestants, mean, type TunedRun, tuningSeeds } from "./tuned.ts";

interface TunedResult {
  readonly name: ContestantName;
  readonly runs: readonly TunedRun[];
}

const percent = (share: number) => (100 * share).toFixed(1);

/** A line for each contestant: its rate, and what it gets right of each seed's points. */
export function tunedTable(results: readonly TunedResult[], gradients: number, width: number): string {
  const seeds = results[0]!.runs.map(({ seed }) => seed);
  const rows = results.map(({ name, runs }) => {
    const accuracies = runs.map(({ accuracy }) => accuracy);
    const most = Math.max(...runs.map((run) => run.gradients)).toLocaleString("en");
    return [name, `${runs[0]!.rate}`, ...accuracies.map(percent), percent(mean(accuracies)), most];
  });
  const head = ["", "rate", ...seeds.map((seed) => `seed ${seed}`), "mean", "gradients"];
  const others = results.map(({ name }) => settings(name)).filter((line) => line !== "");
  return [
    wrap(
      `spiral, 2 – 64 – 3, whole data: accuracy % after at most ${gradients.toLocaleString("en")} gradients, those within steps counted`,
      width,
    ),
    fitTable(head, rows, width),
    wrap(
      `Rates fall to 0 as half a cosine; each is the best of the same few on ${count(tuningSeeds.length, "other seed")}. Gradients: the most that a run took.`,
      width,
    ),
    ...others.map((line) => wrap(line, width)),
  ].join("\n");
}

/** What a contestant has set beside its rate; nothing where that is nothing. */
function settings(name: ContestantName): string {
  const { optimizer, hyper, ...rest } = contestants[name];
  const shares =
    "shares" in rest ? Object.entries(rest.shares).map(([key, share]) => `${key} ${share} times the rate`) : [];
  const all = [...Object.entries(hyper).map(([key, value]) => `${key} ${value}`), ...shares];
  return all.length ? `${optimizer}: ${all.join(", ")}` : "";
}
