/** Runs that are made beside the race, and what becomes of them. */

import type { Signal } from "@preact/signals";
import type { Lane, State } from "../race/state.ts";
import { laneName } from "../race/words.ts";
import { background } from "./background.ts";
import { type Cell, RATES, ratesOf } from "./rates.ts";
import { type Band, bandOf, runsOf, SEEDS, type SeedResults, seedsSaid } from "./seeds.ts";

/** Where it goes. */
export interface Found {
  /** By a lane's optimizer and its numbers but for the rate: a strip of cells, some of which are not known yet. */
  readonly strips: Signal<ReadonlyMap<string, readonly Cell[]>>;
  keyOf(lane: Lane): string;
  /** What five seeds said, how far they are, or null where nobody has asked. */
  readonly seeds: Signal<{ readonly said: string; readonly bands: ReadonlyMap<number, Band> } | null>;
}

export interface Sweeping {
  /** Every lane at every rate that is not known yet. @param goesOn whether it is still wanted */
  rates(of: State, goesOn: () => boolean): Promise<void>;
  /** Every lane from five seeds. */
  seeds(of: State, goesOn: () => boolean): Promise<void>;
  /** Forgets all that is not done. */
  cancel(): void;
  destroy(): void;
}

export function sweepingInto({ strips, seeds, keyOf }: Found): Sweeping {
  const runs = background();
  return {
    ...{ cancel: runs.cancel, destroy: runs.destroy },
    async rates({ lanes, course }, goesOn) {
      for (const lane of lanes.filter(({ hyper }) => "lr" in hyper)) {
        const key = keyOf(lane);
        const known = strips.peek().get(key) ?? RATES.map((rate): Cell => ({ rate, loss: undefined }));
        for (const [i, spec] of ratesOf(course, lane.entry).entries()) {
          if (known[i]!.loss !== undefined) continue;
          const result = await runs.run(spec, course.points);
          if (!goesOn()) return;
          const cells = strips.peek().get(key) ?? known;
          const cell: Cell = { rate: RATES[i]!, loss: result?.loss ?? null };
          strips.value = new Map([...strips.peek(), [key, cells.with(i, cell)]]);
        }
      }
    },
    async seeds({ lanes, course }, goesOn) {
      const all: SeedResults[] = [];
      const bands = new Map<number, Band>();
      const most = lanes.length * SEEDS;
      let done = 0;
      for (const lane of lanes) {
        const results = [];
        for (const spec of runsOf(course, lane.entry)) {
          seeds.value = { said: `Trying ${SEEDS} seeds: ${done} of ${most} runs.`, bands };
          const result = await runs.run(spec, course.points);
          if (!goesOn()) return;
          if (result) results.push(result);
          done++;
        }
        bands.set(lane.id, bandOf(results));
        all.push({ name: laneName(lane, lanes), results });
      }
      seeds.value = { said: seedsSaid(all, course.target), bands };
    },
  };
}
