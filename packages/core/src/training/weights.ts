import type { Stepper } from "./options.ts";

/**
 * Runs with the weights to evaluate with, where the optimizer has others than those that it trains (an average,
 * Schedule-Free's x). These are back afterwards, to the bit, whatever happened.
 */
export function withWeights<T>({ parameters = {}, weights }: Stepper, run: () => T): T {
  const evaluated = weights?.() ?? {};
  const others = Object.entries(parameters).filter(([name, { value }]) => (evaluated[name] ?? value) !== value);
  const trained = others.map(([, { value }]) => value.slice());
  try {
    for (const [name, { value }] of others) value.set(evaluated[name]!);
    return run();
  } finally {
    for (const [i, [, { value }]] of others.entries()) value.set(trained[i]!);
  }
}
