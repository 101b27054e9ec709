/** Tunes the first race's rates: 17 each. */

import { candidates, contenders, sorted, target } from "./rate-score.ts";

console.log(`finish: ${target}`);
for (const optimizer of Object.keys(contenders) as (keyof typeof contenders)[]) {
  const [best, second] = sorted(optimizer, candidates);
  console.log(optimizer, { ...contenders[optimizer], lr: best!.lr }, best, "then", second);
}
