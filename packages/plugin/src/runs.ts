import { end } from "./addresses.ts";
import type { FloatArray } from "./contract.ts";
import { view } from "./float-array.ts";
import type { Slot } from "./parameters.ts";
import type { Task } from "./rule/program.ts";

/** What one call covers: a parameter, or several of a group that lie one after the other in memory. */
export interface Run extends Task {
  readonly slots: readonly Slot[];
  readonly arrays: Record<string, FloatArray>;
  readonly length: number;
}

/**
 * One run for each slot, or for as many as follow each other in memory in the arrays of these names.
 * @param sorted by address
 * @param alike whether two slots may be treated as one
 */
export function joined(
  sorted: readonly Slot[],
  names: readonly string[],
  alike: (one: Slot, other: Slot) => boolean = () => true,
): Run[] {
  const runs: Slot[][] = [];
  for (const slot of sorted) {
    const last = runs.at(-1)?.at(-1);
    const joins = last?.type === slot.type && last.heap === slot.heap && alike(last, slot);
    if (joins && names.every((name) => follows(last.arrays[name], slot.arrays[name]))) runs.at(-1)!.push(slot);
    else runs.push([slot]);
  }
  return runs.map((slots) => {
    const [{ type, heap, arrays }] = slots as [Slot];
    const length = slots.reduce((sum, slot) => sum + slot.length, 0);
    const there = names.filter((name) => arrays[name]);
    const views = Object.fromEntries(there.map((name) => [name, view(type, arrays[name]!, length)]));
    return { slots, type, heap, length, arrays: views };
  });
}

/** Whether one array ends where the other begins, or neither is there. */
const follows = (a: FloatArray | undefined, b: FloatArray | undefined): boolean =>
  a && b ? a.buffer === b.buffer && end(a) === b.byteOffset : a === b;
