import { loadLanes, storeLanes } from "./lanes";

/** Copies up to four rows of up to eight columns. */
export function copy(to: usize, toDown: usize, from: usize, fromDown: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--, to += toDown, from += fromDown) {
    storeLanes(to, loadLanes(from, columns), columns);
    if (columns > 4) storeLanes(to + 16, loadLanes(from + 16, columns - 4), columns - 4);
  }
}
