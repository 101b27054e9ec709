/** What is explained, and a drawer for it that comes when it is asked for. */

import { signal } from "@preact/signals";
import type { Place } from "../explain/observe.ts";
import type { LaneId } from "../lanes/protocol.ts";
import type { House } from "./house.ts";
import { Later } from "./later.tsx";

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

export function Explain() {
  if (explained.value === null) return null;
  return <Later load={() => import("./drawer.tsx")}>{({ Drawer }) => <Drawer />}</Later>;
}
