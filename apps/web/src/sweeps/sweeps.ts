/** What is found out beside the race: each lane's rates, and five seeds when they are asked for. */

import { type Signal, signal } from "@preact/signals";
import type { Director } from "../race/director.ts";
import type { Lane, State } from "../race/state.ts";
import { laneName } from "../race/words.ts";
import { background } from "./background.ts";
import { type Cell, RATES, ratesOf } from "./rates.ts";
import { type Band, bandOf, runsOf, SEEDS, type SeedResults, seedsSaid } from "./seeds.ts";

export interface Sweeps {
  /** By a lane's optimizer and its numbers but for the rate: a strip of cells, some of which are not known yet. */
  readonly strips: Signal<ReadonlyMap<string, readonly Cell[]>>;
  keyOf(lane: Lane): string;
  /** What five seeds said, how far they are, or null where nobody has asked. */
  readonly seeds: Signal<{ readonly said: string; readonly bands: ReadonlyMap<number, Band> } | null>;
  trySeeds(): Promise<void>;
  destroy(): void;
}

/** The race comes first: sweeping begins after so many milliseconds, and again that long after a change. */
const PATIENCE = 1500;

export function sweeps({ store }: Director): Sweeps {
  const strips = signal<ReadonlyMap<string, readonly Cell[]>>(new Map());
  const seeds: Sweeps["seeds"] = signal(null);
  const runs = background();
  let timer = 0;
  /** Counts changes: what was begun before the last one is dropped. */
  let age = 0;

  const common = ({ problem, seed, precision, budget }: State["course"]) =>
    JSON.stringify([problem, seed, precision, budget]);
  function keyOf({ entry: { optimizer, hyper, schedule } }: Lane): string {
    const { lr: _, ...others } = hyper;
    return JSON.stringify([common(store.get().course), optimizer, others, schedule]);
  }

  async function sweep(): Promise<void> {
    const mine = age;
    const { lanes, course } = store.get();
    for (const lane of lanes.filter(({ hyper }) => "lr" in hyper)) {
      const key = keyOf(lane);
      const known = strips.peek().get(key) ?? RATES.map((rate): Cell => ({ rate, loss: undefined }));
      for (const [i, spec] of ratesOf(course, lane.entry).entries()) {
        if (known[i]!.loss !== undefined) continue;
        const result = await runs.run(spec);
        if (mine !== age) return;
        const cells = strips.peek().get(key) ?? known;
        const cell: Cell = { rate: RATES[i]!, loss: result?.loss ?? null };
        strips.value = new Map([...strips.peek(), [key, cells.with(i, cell)]]);
      }
    }
  }

  const racers = ({ lanes, course }: State) =>
    JSON.stringify([common(course), lanes.map(({ entry, contender }) => [entry, contender !== null])]);
  let swept = "";
  const unsubscribe = store.subscribe((state) => {
    const now = racers(state);
    if (now === swept) return;
    swept = now;
    age++;
    runs.cancel();
    seeds.value = null;
    clearTimeout(timer);
    if (state.lanes.some(({ contender }) => contender !== null)) timer = window.setTimeout(sweep, PATIENCE);
  });

  async function trySeeds(): Promise<void> {
    const mine = ++age;
    runs.cancel();
    clearTimeout(timer);
    const { lanes, course } = store.get();
    const all: SeedResults[] = [];
    const bands = new Map<number, Band>();
    const most = lanes.length * SEEDS;
    let done = 0;
    for (const lane of lanes) {
      const results = [];
      for (const spec of runsOf(course, lane.entry)) {
        seeds.value = { said: `Trying ${SEEDS} seeds: ${done} of ${most} runs.`, bands };
        const result = await runs.run(spec);
        if (mine !== age) return;
        if (result) results.push(result);
        done++;
      }
      bands.set(lane.id, bandOf(results));
      all.push({ name: laneName(lane, lanes), results });
    }
    seeds.value = { said: seedsSaid(all, course.target), bands };
    timer = window.setTimeout(sweep, PATIENCE);
  }

  return {
    ...{ strips, keyOf, seeds, trySeeds },
    destroy() {
      age++;
      clearTimeout(timer);
      unsubscribe();
      runs.destroy();
    },
  };
}
