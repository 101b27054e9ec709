import { winners } from "./plan/winners.ts";
import { medianInterval } from "./statistics/median.ts";
import { wilson } from "./statistics/wilson.ts";
import type { Results } from "./store/folder.ts";
import { fitTable } from "./table.ts";

export function tableOf({ plan, lines }: Results) {
  return winners(plan, lines).flatMap(({ track, problem, optimizer, trials, trial }) => {
    const runs = lines.filter(
      ({ spec, ...line }) =>
        line.phase === "test" &&
        line.track === track &&
        line.trial === trial &&
        spec.problem.name === problem &&
        spec.optimizer === optimizer,
    );
    if (runs.length === 0) return [];
    const { targets } = plan.problems.find(({ name }) => name === problem)!;
    return targets.map(({ name: target }, i) => {
      const evaluations = runs.map(({ result }) => result.targets[i]!.evaluations ?? Infinity);
      const { median, low, high } = medianInterval(evaluations);
      const finite = (x: number) => (Number.isFinite(x) ? x : null);
      return {
        ...{ track, problem, optimizer, trials, target },
        success: wilson(evaluations.filter(Number.isFinite).length, runs.length),
        evaluations: { median: finite(median), low: finite(low), high: finite(high) },
      };
    });
  });
}

export function briefTable(results: Results): string {
  const rows = tableOf(results).map(({ track, problem, optimizer, trials, target, success, evaluations }) => [
    `${optimizer} on ${problem}`,
    ...[track, `${trials}`, target, success.rate.toFixed(2), `${evaluations.median}`],
  ]);
  return fitTable(["optimizer", "track", "trials", "target", "success", "evaluations"], rows, 100);
}
