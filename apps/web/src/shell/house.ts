/** What every part of the shell may use: the race, and signals of it for those that show it. */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Director } from "../race/director.ts";
import { type Standing, standingsOf } from "../race/standings.ts";
import type { State } from "../race/state.ts";
import { type Sweeps, sweeps } from "../sweeps/sweeps.ts";

export interface House {
  readonly director: Director;
  /** Slow: changes of what there is, and while the race runs a few times a second. */
  readonly state: ReadonlySignal<State>;
  readonly standings: ReadonlySignal<readonly Standing[]>;
  /** Whether a race from a link is the one that was shared, once that is known. */
  readonly proof: Signal<string | null>;
  /** What is found out beside the race. */
  readonly sweeps: Sweeps;
  /** Fast: where the race is, at every frame. */
  readonly at: ReadonlySignal<number>;
  close(): void;
}

/** Milliseconds from one picture of the table to the next, and from one order of its rows to the next. */
const PACE = 120;
const ORDER = 1000;

export function house(director: Director): House {
  const { store } = director;
  const state = signal(store.get());
  const standings = signal<readonly Standing[]>(standingsOf(store.get()));
  const at = signal(0);
  const proof = signal<string | null>(null);
  const beside = sweeps(director);
  const { race } = store.get();
  let shown = 0;
  let ordered = 0;
  let timer = 0;

  const show = (): void => {
    timer = 0;
    const now = performance.now();
    const current = store.get();
    shown = now;
    state.value = current;
    const ranked = standingsOf(current);
    const rests = !current.playing && !current.catchingUp;
    const same = standings.value.length === ranked.length && now - ordered < ORDER && !rests;
    standings.value = same ? inOrderOf(standings.value, ranked) : ranked;
    if (!same) ordered = now;
  };

  const unsubscribe = store.subscribe((next) => {
    at.value = next.at;
    if (next.race !== race) proof.value = null;
    const { at: _, head: __, lanes, ...rest } = next;
    const { at: ___, head: ____, lanes: before, ...known } = state.value;
    const changed = (Object.keys(rest) as (keyof typeof rest)[]).some((key) => rest[key] !== known[key]);
    const others = lanes.length !== before.length || lanes.some(({ id }, i) => id !== before[i]!.id);
    if (changed || others) return show();
    timer ||= window.setTimeout(show, Math.max(0, PACE - (performance.now() - shown)));
  });

  return {
    ...{ director, state, standings, proof, at, sweeps: beside },
    close() {
      beside.destroy();
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

/** The rows stay where they are for a while, though their numbers are the present ones. */
function inOrderOf(before: readonly Standing[], now: readonly Standing[]): readonly Standing[] {
  const found = before.map(({ lane }) => now.find((standing) => standing.lane.id === lane.id));
  return found.every((standing) => standing !== undefined) ? found : now;
}

const Context = createContext<House | null>(null);
export const HouseProvider = Context.Provider;

export function useHouse(): House {
  const found = useContext(Context);
  if (!found) throw new Error("there is no race around this part of the page");
  return found;
}
