/** How a tensor falls into rows: what one index of an axis has, wherever in memory the axis lies, or all in one. */
export interface Rows {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
}

const product = (lengths: readonly number[]) => lengths.reduce((product, n) => product * n, 1);

/** A row for each index of that axis. */
export const rowsOf = (shape: readonly number[], axis: number): Rows => ({
  outer: product(shape.slice(0, axis)),
  count: shape[axis]!,
  inner: product(shape.slice(axis + 1)),
});

/** All as one row. */
export const oneRow = (length: number): Rows => ({ outer: 1, count: 1, inner: length });
