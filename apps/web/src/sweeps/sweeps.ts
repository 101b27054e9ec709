/** What is found out beside the race: each lane's rates, and five seeds when they are asked for. What finds it out comes after the race. */

import { signal } from "@preact/signals";
import type { Director } from "../race/director.ts";
import type { Lane, State } from "../race/state.ts";
import type { Found, Sweeping } from "./sweeping.ts";

export interface Sweeps extends Found {
  trySeeds(): Promise<void>;
  destroy(): void;
}

/** The race comes first: sweeping begins after so many milliseconds, and again that long after a change. */
const PATIENCE = 1500;

export function sweeps({ store }: Director): Sweeps {
  const strips: Sweeps["strips"] = signal(new Map());
  const seeds: Sweeps["seeds"] = signal(null);
  let sweeping: Sweeping | undefined;
  let timer = 0;
  /** Counts changes: what was begun before the last one is dropped. */
  let age = 0;

  const common = ({ problem, points, seed, precision, budget }: State["course"]) =>
    JSON.stringify([problem, points, seed, precision, budget]);
  function keyOf({ entry: { optimizer, hyper, schedule } }: Lane): string {
    const { lr: _, ...others } = hyper;
    return JSON.stringify([common(store.get().course), optimizer, others, schedule]);
  }

  /** Does one of the two, unless the race has changed meanwhile. */
  async function begin(what: keyof Pick<Sweeping, "rates" | "seeds">): Promise<void> {
    const mine = age;
    const { sweepingInto } = await import("./sweeping.ts");
    if (mine !== age) return;
    sweeping ??= sweepingInto({ strips, seeds, keyOf });
    await sweeping[what](store.get(), () => mine === age);
  }

  const drop = (): void => {
    age++;
    sweeping?.cancel();
    clearTimeout(timer);
  };
  const sweepSoon = (): void => {
    timer = window.setTimeout(() => begin("rates"), PATIENCE);
  };

  const racers = ({ lanes, course }: State) =>
    JSON.stringify([common(course), lanes.map(({ entry, contender }) => [entry, contender !== null])]);
  let swept = "";
  const unsubscribe = store.subscribe((state) => {
    const now = racers(state);
    if (now === swept) return;
    swept = now;
    drop();
    seeds.value = null;
    if (state.lanes.some(({ contender }) => contender !== null)) sweepSoon();
  });

  return {
    ...{ strips, keyOf, seeds },
    async trySeeds() {
      drop();
      const mine = age;
      await begin("seeds");
      if (mine === age) sweepSoon();
    },
    destroy() {
      drop();
      unsubscribe();
      sweeping?.destroy();
    },
  };
}
