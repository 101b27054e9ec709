/** Where the race is won: the last of the targets of `spiral` in `@downhill/problems`. */
export const finish = 0.2378;

/**
 * The first race's hyperparameters: of 17 rates the one with the fewest evaluations to it at the median of
 * three seeds, or the least loss after 3,000 where most miss it. Found by
 *
 *     pnpm --filter @downhill/web exec tsx scripts/rates.ts
 */
export const rates = {
  adam: { lr: 0.07 },
  sgd: { momentum: 0.9, lr: 0.7 },
  rmsprop: { lr: 0.02 },
  adagrad: { lr: 0.1 },
} as const;
