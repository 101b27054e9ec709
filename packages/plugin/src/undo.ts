import type { FloatArray, StateEntry } from "./contract.ts";
import type { Cells, Slot } from "./parameters.ts";

/** What a step may have to take back. */
export interface Undo {
  /** Copies everything as it is. */
  remember(): void;
  /** Puts it back. */
  takeBack(): void;
  /** @throws what `check` throws for one of the arrays, told what it is */
  each(check: (what: string, array: FloatArray, slot: Slot) => void): void;
}

/** Copies of all that a step moves: made once, for arrays that do not become others. */
export function undo(slots: readonly Slot[], entries: readonly StateEntry[], shared: Cells): Undo {
  const copied = [
    "w",
    ...entries
      .filter(({ kind, copied, saved }) => kind === "array" && copied !== false && saved !== false)
      .map(({ name }) => name),
  ];
  const arrays = slots.flatMap((slot) =>
    copied.flatMap((name) => {
      const array = slot.arrays[name];
      const what = `parameter "${slot.name}": ${name === "w" ? "value" : name}`;
      return array ? [{ what, array, slot }] : [];
    }),
  );
  const cells = [shared, ...slots.map(({ cells }) => cells)].flatMap(Object.values) as Float64Array[];
  const copies = [...arrays.map(({ array }) => array), ...cells].map((array) => ({ array, copy: array.slice() }));
  return {
    remember() {
      for (const { array, copy } of copies) copy.set(array);
    },
    takeBack() {
      for (const { array, copy } of copies) array.set(copy);
    },
    each(check) {
      for (const { what, array, slot } of arrays) check(what, array, slot);
    },
  };
}
