/** Which optimizers the charts show, each with a pen of its own for as long as it is shown. */

import { BASELINE } from "@downhill/bench/report/against";

export interface Pens {
  /** Undefined of those that are not shown. */
  of(optimizer: string): number | undefined;
  readonly shown: readonly string[];
  toggle(optimizer: string): void;
}

/** The baseline and the best few. */
const FIRST = 6;

/** @param optimizers the best first */
export function pens(optimizers: readonly string[]): Pens {
  const baseline = optimizers.filter((name) => name === BASELINE);
  const others = optimizers.filter((name) => name !== BASELINE);
  const held = new Map([...others.slice(0, FIRST - baseline.length), ...baseline].map((name, i) => [name, i]));
  return {
    of: (optimizer) => held.get(optimizer),
    get shown() {
      return [...held.keys()];
    },
    toggle(optimizer) {
      if (held.delete(optimizer)) return;
      const taken = new Set(held.values());
      let free = 0;
      while (taken.has(free)) free++;
      held.set(optimizer, free);
    },
  };
}
