/**
 * Numbers of evaluations at which curves have points: 0, 1, 2, …, 13, 15, … each about 8 % above the one before, and
 * `budget` last. Those below it are the same for every budget, so that curves can be laid over each other.
 */
export function ladder(budget: number): number[] {
  const rungs: number[] = [];
  for (let rung = 0; rung < budget; rung = Math.max(rung + 1, Math.floor(rung * 1.08))) rungs.push(rung);
  return [...rungs, budget];
}
