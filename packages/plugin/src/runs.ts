import { end } from "./addresses.ts";
import type { FloatArray } from "./contract.ts";
import { view } from "./float-array.ts";
import { type Slot, sum } from "./parameters.ts";
import type { Task } from "./rule/program.ts";

/** What one call covers: a parameter, or several of a group, one after the other in memory or brought there. */
export interface Run extends Task {
  readonly slots: readonly Slot[];
}

/** Elements up to which parameters are worth bringing together, and how many of them at most. */
const few = 256;
const most = 512;
const lengthOf = (slots: readonly Slot[]): number => sum(slots, ({ length }) => length);
export const isShort = (slots: readonly Slot[]): boolean => lengthOf(slots) <= few;

const groups = <T>(items: readonly T[], joins: (group: readonly T[], item: T) => unknown): T[][] => {
  const all: T[][] = [];
  for (const item of items) {
    const last = all.at(-1);
    if (last && joins(last, item)) last.push(item);
    else all.push([item]);
  }
  return all;
};

/**
 * One run for each slot, or for as many as follow each other in memory in the arrays of these names.
 * @param sorted by address
 * @param alike whether two slots may be treated as one
 * @param loose names of arrays that may lie anywhere where they are short and a heap's code is to run: a call
 *   for each costs more than to bring them together
 */
export function joined(
  sorted: readonly Slot[],
  names: readonly string[],
  alike: (one: Slot, other: Slot) => boolean = () => true,
  loose: readonly string[] = [],
): Run[] {
  const joins = (names: readonly string[]) => (slots: readonly Slot[], slot: Slot) => {
    const last = slots.at(-1)!;
    return (
      last.type === slot.type &&
      last.heap === slot.heap &&
      alike(last, slot) &&
      names.every((name) => follows(last.arrays[name], slot.arrays[name]))
    );
  };
  const close = joins(names.filter((name) => !loose.includes(name)));
  const fit = (together: readonly Slot[][], slots: Slot[]) =>
    loose[0] &&
    slots[0]!.heap &&
    isShort(slots) &&
    isShort(together[0]!) && // and so are those that joined it
    sum(together, lengthOf) + lengthOf(slots) <= most &&
    close(together.at(-1)!, slots[0]!);
  return groups(groups(sorted, joins(names)), fit).map((parts) => {
    const slots = parts[1] ? parts.flat() : parts[0]!;
    const { type, heap, arrays: first } = slots[0]!;
    const arrays: Record<string, FloatArray> = {};
    const apart: Record<string, FloatArray[]> = {};
    for (const name of names)
      if (first[name]) {
        arrays[name] = view(type, first[name], lengthOf(loose.includes(name) ? parts[0]! : slots));
        if (parts.length > 1 && loose.includes(name))
          apart[name] = parts.map((part) => view(type, part[0]!.arrays[name]!, lengthOf(part)));
      }
    return { slots, type, heap, length: lengthOf(slots), arrays, apart };
  });
}

/** Whether one array ends where the other begins, or neither is there. */
const follows = (a: FloatArray | undefined, b: FloatArray | undefined): boolean =>
  a && b ? a.buffer === b.buffer && end(a) === b.byteOffset : a === b;
