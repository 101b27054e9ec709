import { expect, test } from "vitest";
import { runToEnd } from "./index.ts";

/** One, and under `pnpm thorough` three. */
const seeds = process.env.DOWNHILL_THOROUGH ? [0, 1, 2] : [0];

/** The least loss after so many evaluations that a constant rate of those has, median of the seeds. */
function best(name: string, optimizer: string, rates: readonly number[], hyper: object, budget: number): number {
  const losses = rates.map((lr) => {
    const ends = seeds.map((seed) => {
      const spec = { version: 1, problem: { name }, optimizer, hyper: { lr, ...hyper }, seed, budget } as const;
      return runToEnd(spec).loss ?? Infinity;
    });
    return ends.sort((a, b) => a - b)[seeds.length >> 1]!;
  });
  return Math.min(...losses);
}

test("Adam is far ahead of SGD where few classes are frequent: Kunstner et al. 2024", () => {
  const adam = best("zipf-softmax", "adam", [2e-3, 6e-3], {}, 20);
  const sgd = [0.9, 0.97].map((momentum) => best("zipf-softmax", "sgd", [1e-3, 3e-3, 1e-2], { momentum }, 60));
  expect(adam).toBeLessThan(Math.min(...sgd));
});

test("Muon is ahead of Adam on the tail of an associative memory: Wang et al. 2025", () => {
  const muon = best("associative-memory", "muon", [3e-2, 1e-1], { weightDecay: 0 }, 25);
  const adam = best("associative-memory", "adam", [1e-2, 3e-2, 1e-1], {}, 50);
  expect(muon).toBeLessThan(adam);
});
