/** What is explained: whose step, beside whose, and of which weight. */

import { signal } from "@preact/signals";
import type { Place } from "../explain/observe.ts";
import type { Lane } from "../race/state.ts";
import type { House } from "./house.ts";

/** Lanes by their pens: a lane that is run again with another number keeps its own. */
export interface Asked {
  readonly pen: number;
  readonly otherPen: number | null;
  readonly place: Place | null;
}

/** Whose step is explained; null while the drawer is closed. */
export const explained = signal<Asked | null>(null);

/** Stops the race where it is. */
export function explain({ director }: House, { pen }: Lane): void {
  director.pause();
  const { at } = director.store.get();
  if (at === 0) director.seek(1);
  explained.value = { pen, otherPen: explained.value?.otherPen ?? null, place: explained.value?.place ?? null };
}
