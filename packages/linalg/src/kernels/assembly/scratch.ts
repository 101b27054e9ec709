/**
 * The kernels' own memory, below 64 KiB: the constant tables at its start, then these. Each call starts them afresh.
 */

/** 32 KiB: the block of B that the product works on, cut into panels. */
export const PANELS: usize = 16384;
export const PANELS_BYTES: usize = 32768;
/** 4 KiB: four rows of A, side by side. */
export const ROWS: usize = PANELS + PANELS_BYTES;
/** 8 KiB: sums in float64 that are not complete yet. */
export const SUMS: usize = ROWS + 4096;
export const SUMS_BYTES: usize = 8192;

/** 128 bytes: a tile at the product's edge. */
export const TILE: usize = SUMS + SUMS_BYTES;

/** The longest stretch of the inner dimension that is worked on at a time: ROWS holds 4 × 128 float64. */
export const DEPTH: i32 = 128;
