/** What is explained: whose step, beside whose, and of which weight. */

import { signal } from "@preact/signals";
import type { Place } from "../explain/observe.ts";
import type { LaneId } from "../lanes/protocol.ts";
import type { House } from "./house.ts";

export interface Asked {
  readonly lane: LaneId;
  readonly other: LaneId | null;
  readonly place: Place | null;
}

/** Whose step is explained; null while the drawer is closed. */
export const explained = signal<Asked | null>(null);

/** Stops the race where it is. */
export function explain({ director }: House, lane: LaneId): void {
  director.pause();
  const { at } = director.store.get();
  if (at === 0) director.seek(1);
  explained.value = { lane, other: explained.value?.other ?? null, place: explained.value?.place ?? null };
}
