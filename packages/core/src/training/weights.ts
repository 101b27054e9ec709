import type { Model } from "../model/model.ts";
import type { Stepper } from "./options.ts";
import type { Pausing } from "./pause.ts";

/** A model with other weights for a while, and with buffers that belong to these. */
export interface Swap {
  /** Runs with them. The model has its own, to the bit, while that pauses, and afterwards, whatever happened. */
  run<T>(work: Pausing<T>): Pausing<T>;
}

/**
 * The weights to evaluate with, where the optimizer has others than those that it trains (an average, Schedule-Free's x).
 * Buffers start as the model's; what is made of them stays for the next `run`. Undefined where there are no other weights.
 */
export function swapFor(model: Model, { parameters = {}, weights }: Stepper): Swap | undefined {
  const given = weights?.() ?? {};
  const others = Object.entries(parameters).filter(([name, { value }]) => (given[name] ?? value) !== value);
  if (others.length === 0) return undefined;
  const trained = others.map(([, { value }]) => value.slice());
  const buffers = Object.values(model.buffers()).map(({ value }) => {
    return { value, evaluated: value.slice(), trained: value.slice() };
  });
  const enter = () => {
    for (const [i, [name, { value }]] of others.entries()) {
      trained[i]!.set(value);
      value.set(given[name]!);
    }
    for (const { value, evaluated, trained } of buffers) {
      trained.set(value);
      value.set(evaluated);
    }
  };
  const leave = () => {
    for (const [i, [, { value }]] of others.entries()) value.set(trained[i]!);
    for (const { value, evaluated, trained } of buffers) {
      evaluated.set(value);
      value.set(trained);
    }
  };
  return {
    *run(work) {
      for (;;) {
        enter();
        let result: ReturnType<typeof work.next>;
        try {
          result = work.next();
        } finally {
          leave();
        }
        if (result.done) return result.value;
        yield result.value;
      }
    },
  };
}
