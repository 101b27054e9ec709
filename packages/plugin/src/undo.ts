import type { FloatArray, StateEntry } from "./contract.ts";
import type { Heap } from "./heap.ts";
import type { Cells, Slot } from "./parameters.ts";

/** What a step may have to take back. */
export interface Undo {
  /** Copies everything as it is. */
  remember(): void;
  /** Puts it back. */
  takeBack(): void;
  /** @throws what `check` throws for one of the arrays, told what it is */
  each(check: (what: string, array: FloatArray, heap?: Heap) => void): void;
}

/** Copies of all that a step moves: made once, for arrays that do not become others. */
export function undo(slots: readonly Slot[], entries: readonly StateEntry[], shared: Cells): Undo {
  const saved = entries.filter(({ kind, saved }) => kind === "array" && saved !== false);
  const uncopied = saved.filter(({ copied }) => copied === false).map(({ name }) => name);
  const names = ["w", ...saved.map(({ name }) => name)];
  const all = slots.flatMap((slot) =>
    names.flatMap((name) => {
      const array = slot.arrays[name];
      const what = `parameter "${slot.name}": ${name === "w" ? "value" : name}`;
      return array ? [{ what, name, array, slot }] : [];
    }),
  );
  const arrays = all
    .filter(({ name }) => !uncopied.includes(name))
    .map((each) => ({ ...each, copy: each.array.slice(), isValue: each.name === "w" }));
  const cellsOf = (what: string, cells: Cells) =>
    Object.entries(cells).map(([name, cell]) => ({ what: `${what}: ${name}`, cell, was: 0 }));
  const cells = [
    ...cellsOf("shared state", shared),
    ...slots.flatMap(({ name, cells }) => cellsOf(`parameter "${name}"`, cells)),
  ];
  return {
    remember() {
      for (const { array, copy } of arrays) copy.set(array);
      for (const each of cells) each.was = each.cell[0]!;
    },
    takeBack() {
      for (const { array, copy } of arrays) array.set(copy);
      // What evaluate has put in a value's place is a value too.
      for (const { copy, slot, isValue } of arrays) {
        const { value } = slot.parameter;
        if (isValue && value !== slot.value && value?.length === slot.length) value.set(copy);
      }
      for (const { cell, was } of cells) cell[0] = was;
    },
    each(check) {
      for (const { what, array, slot } of all) check(what, array, slot.heap);
      for (const { what, cell } of cells) check(what, cell);
    },
  };
}
