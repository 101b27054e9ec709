/** A grid that is one stop of the Tab key: arrows lead from cell to cell. */

export interface Roving {
  /** What can have the focus, row by row; the place that had it keeps it. */
  update(rows: readonly (readonly HTMLElement[])[]): void;
}

export function roving(grid: HTMLElement): Roving {
  let rows: readonly (readonly HTMLElement[])[] = [];
  let [row, column] = [1, 0];

  const at = (): HTMLElement | undefined => rows[row]?.[column];

  function go(toRow: number, toColumn: number): void {
    at()?.setAttribute("tabindex", "-1");
    row = Math.max(0, Math.min(rows.length - 1, toRow));
    column = Math.max(0, Math.min((rows[row]?.length ?? 1) - 1, toColumn));
    at()?.setAttribute("tabindex", "0");
  }

  grid.addEventListener("keydown", (event) => {
    const { key, ctrlKey, altKey, metaKey } = event;
    if (altKey || metaKey) return;
    const all = ctrlKey ? Infinity : 0;
    const to: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      Home: [row - all, 0],
      End: [row + all, Infinity],
    };
    const found = to[key];
    if (!found || (ctrlKey && key.startsWith("Arrow"))) return;
    event.preventDefault();
    go(...found);
    at()?.focus();
  });
  grid.addEventListener("focusin", ({ target }) => {
    const toRow = rows.findIndex((each) => each.includes(target as HTMLElement));
    if (toRow >= 0) go(toRow, rows[toRow]!.indexOf(target as HTMLElement));
  });

  return {
    update(next) {
      rows = next;
      for (const each of rows.flat()) each.setAttribute("tabindex", "-1");
      go(row, column);
    },
  };
}
