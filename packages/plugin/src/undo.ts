import type { FloatArray, StateEntry } from "./contract.ts";
import type { Heap } from "./heap.ts";
import { type Cells, type Slot, sum } from "./parameters.ts";

/** What a step may have to take back. */
export interface Undo {
  /** Those of the copies, which it keeps from step to step. */
  readonly bytes: number;
  /** Copies everything as it is. */
  remember(): void;
  /** Copies what else is about to be written, for this step. */
  also(array: FloatArray): void;
  /** Puts it back. */
  takeBack(): void;
  /** @throws what `check` throws for one of the arrays, told what it is */
  each(check: (what: string, array: FloatArray, heap?: Heap) => void): void;
}

interface Piece {
  readonly array: FloatArray;
  /** None of what the method copies itself, before it writes it. */
  readonly copy?: FloatArray | undefined;
  /** What it is, and whose. */
  readonly what?: string;
  readonly slot?: Slot;
  readonly isValue?: boolean;
}

/** Copies of all that a step moves: made once, for arrays that do not become others. */
export function undo(slots: readonly Slot[], entries: readonly StateEntry[], shared: Cells): Undo {
  const value: Pick<StateEntry, "name" | "copied"> = { name: "w" };
  const saved = entries.filter(({ kind, saved }) => kind === "array" && saved !== false);
  const pieces = slots.flatMap((slot) =>
    [value, ...saved].flatMap(({ name, copied }): Piece[] => {
      const array = slot.arrays[name];
      const isValue = name === "w";
      const what = `parameter "${slot.name}": ${isValue ? "value" : name}`;
      return array ? [{ what, array, slot, isValue, copy: copied === false ? undefined : array.slice() }] : [];
    }),
  );
  const { length } = pieces;
  const cellsOf = (what: string, cells: Cells) =>
    Object.entries(cells).map(([name, cell]) => ({ what: `${what}: ${name}`, cell, was: 0 }));
  const cells = [
    ...cellsOf("shared state", shared),
    ...slots.flatMap(({ name, cells }) => cellsOf(`parameter "${name}"`, cells)),
  ];
  return {
    bytes: sum(pieces, ({ copy }) => copy?.byteLength ?? 0),
    remember() {
      pieces.length = length;
      for (const { array, copy } of pieces) copy?.set(array);
      for (const each of cells) each.was = each.cell[0]!;
    },
    also(array) {
      pieces.push({ array, copy: array.slice() });
    },
    takeBack() {
      // The last first: what was written twice is what it was at first.
      for (const { array, copy, slot, isValue } of pieces.splice(0).reverse()) {
        if (copy) array.set(copy);
        // What evaluate has put in a value's place is a value too.
        const value = isValue && slot!.parameter.value;
        if (value && value !== slot!.value && value.length === slot!.length) value.set(copy!);
      }
      for (const { cell, was } of cells) cell[0] = was;
    },
    each(check) {
      for (const { what, array, slot } of pieces) if (what) check(what, array, slot!.heap);
      for (const { what, cell } of cells) check(what, cell);
    },
  };
}
