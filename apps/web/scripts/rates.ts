/** Tunes the first race's rates: three seeds of its problem, none of which is the race's own, at 17 rates each. */

import { adagrad } from "@downhill/adagrad";
import { adam } from "@downhill/adam";
import { spiral } from "@downhill/problems/planes";
import { rmsprop } from "@downhill/rmsprop";
import { type RunSpec, runToEnd } from "@downhill/runs/run";
import { sgd } from "@downhill/sgd";

const target = spiral.targets.at(-1)!.loss;
const budget = 3000;
const seeds = [100, 101, 102];
const candidates = [0.001, 0.002, 0.003, 0.005, 0.007, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 2];
const contenders = { adam: {}, sgd: { momentum: 0.9 }, rmsprop: {}, adagrad: {} };

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Evaluations to the target, and where most seeds miss it, the loss at the end. */
function score(optimizer: string, hyper: RunSpec["hyper"]): readonly [evaluations: number, loss: number] {
  const results = seeds.map((seed) =>
    runToEnd(
      { version: 1, problem: { name: "spiral" }, optimizer, hyper, seed, budget, targets: [target] },
      { optimizers: { adam, sgd, rmsprop, adagrad }, problems: { spiral } },
    ),
  );
  const met = results.map(({ targets }) => targets[0]!.evaluations ?? Infinity);
  return [median(met), median(results.map(({ loss }) => loss ?? Infinity))];
}

console.log(`finish: ${target}`);
for (const [optimizer, hyper] of Object.entries(contenders)) {
  const scored = candidates.map((lr) => ({ lr, score: score(optimizer, { ...hyper, lr }) }));
  scored.sort(({ score: [a, lossA] }, { score: [b, lossB] }) => (a === b ? lossA - lossB : a - b));
  const [best, second] = scored as [(typeof scored)[0], (typeof scored)[0]];
  console.log(
    `${optimizer}: ${JSON.stringify({ ...hyper, lr: best.lr })}`,
    best.score,
    `then ${second.lr}`,
    second.score,
  );
}
