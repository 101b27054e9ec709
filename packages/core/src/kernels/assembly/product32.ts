import { prepare } from "./epilogue";
import { transpose, columns32, panels32, panelsTransposed32 } from "./pack32";
import { DEPTH, PANELS, PANELS_BYTES, ROWS } from "./scratch";
import { tiles32 } from "./tile32";

/** Four rows of A where they lie. */
function tilesInPlace(
  out: usize, outDown: usize, a: usize, aDown: usize, b: usize, bStep: usize, bPanel: usize,
  depth: i32, rows: i32, column: i32, columns: i32, first: bool, last: bool,
): void {
  const a1 = rows > 1 ? a + aDown : a;
  const a2 = rows > 2 ? a1 + aDown : a1;
  const a3 = rows > 3 ? a2 + aDown : a2;
  tiles32<f32>(out, outDown, a, a1, a2, a3, b, bStep, bPanel, depth, rows, column, columns, first, last);
}

/** Four rows of A side by side. */
function tilesPacked(
  out: usize, outDown: usize, a: usize, b: usize, bStep: usize, bPanel: usize,
  depth: i32, rows: i32, column: i32, columns: i32, first: bool, last: bool,
): void {
  tiles32<v128>(out, outDown, a, a + 4, a + 8, a + 12, b, bStep, bPanel, depth, rows, column, columns, first, last);
}

/**
 * out = A·B. B is copied to panels, a block that stays in the first cache at a time, and A goes past it four rows at
 * a time. Sums that take several blocks wait in `out`: rounded to float32 they are anyway.
 */
// @ts-ignore: decorator
@inline
function product(
  out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32, aTransposed: bool, bTransposed: bool,
): void {
  const outDown = <usize>columns << 2;
  const aDown = <usize>(aTransposed ? rows : inner) << 2;
  const bDown = <usize>(bTransposed ? inner : columns) << 2;
  // Equal stretches of the inner dimension, as few as can be.
  const stretches = max((inner + DEPTH - 1) / DEPTH, 1);
  const stretch = (inner + stretches - 1) / stretches;
  const width = <i32>(PANELS_BYTES >> 2) / max(stretch, 8) & ~7;
  for (let j = 0; j < columns; j += width) {
    const wide = min(width, columns - j);
    let k = 0;
    do {
      const depth = min(stretch, inner - k);
      const last = k + depth == inner;
      if (bTransposed) panelsTransposed32(PANELS, b + (<usize>k << 2) + <usize>j * bDown, bDown, depth, wide);
      else panels32(PANELS, b + (<usize>j << 2) + <usize>k * bDown, bDown, depth, wide);
      for (let i = 0; i < rows; i += 4) {
        const high = min(4, rows - i);
        const at = out + (<usize>j << 2) + <usize>i * outDown;
        if (aTransposed || wide > 24) {
          if (aTransposed) columns32(ROWS, a + (<usize>i << 2) + <usize>k * aDown, aDown, depth, high);
          else transpose(ROWS, 16, a + (<usize>k << 2) + <usize>i * aDown, aDown, depth, high);
          tilesPacked(at, outDown, ROWS, PANELS, 32, <usize>depth << 5, depth, high, j, wide, k == 0, last);
        } else {
          const from = a + (<usize>k << 2) + <usize>i * aDown;
          tilesInPlace(at, outDown, from, aDown, PANELS, 32, <usize>depth << 5, depth, high, j, wide, k == 0, last);
        }
      }
      k += depth;
    } while (k < inner);
  }
}

export function matmulNN32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  prepare(0, out, 0, 0);
  product(out, a, b, rows, inner, columns, false, false);
}

export function matmulNT32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  prepare(0, out, 0, 0);
  product(out, a, b, rows, inner, columns, false, true);
}

export function matmulTN32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  prepare(0, out, 0, 0);
  product(out, a, b, rows, inner, columns, true, false);
}
