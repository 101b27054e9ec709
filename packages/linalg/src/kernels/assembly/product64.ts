import { band64 } from "./band64";
import { finish, prepare, spare, unfinished } from "./epilogue";
import { mirror32 } from "./mirror";
import { columns64, panels64, panelsTransposed64, transpose64 } from "./pack64";
import { FEW } from "./product32";
import { DEPTH, PANELS, PANELS_BYTES, ROWS, SUMS, SUMS_BYTES } from "./scratch";
import { shallow64 } from "./shallow64";
import { slim64 } from "./slim64";
import { across64, upright64 } from "./upright64";

/**
 * out = A·B, as in product32. Sums that take several blocks wait in SUMS: then only as many rows go past a block of B as
 * find room there.
 */
// @ts-ignore: decorator
@inline
function product(
  out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32, aTransposed: bool, bTransposed: bool,
  lower: bool = false,
): void {
  if (aTransposed && inner <= FEW) spare(a, rows * inner, b, inner * columns);
  const outDown = <usize>columns << 2;
  const aDown = <usize>(aTransposed ? rows : inner) << 2;
  const bDown = <usize>(bTransposed ? inner : columns) << 2;
  const stretches = max((inner + DEPTH - 1) / DEPTH, 1);
  const stretch = (inner + stretches - 1) / stretches;
  const width = min(<i32>(PANELS_BYTES >> 3) / max(stretch, 4), stretches > 1 ? 32 : columns + 3) & ~3;
  const height = stretches > 1 ? <i32>(SUMS_BYTES >> 3) / width & ~3 : rows;
  for (let j = 0; j < columns; j += width) {
    const wide = min(width, columns - j);
    for (let top = lower ? j : 0; top < rows; top += height) {
      const bottom = min(top + height, rows);
      let k = 0;
      do {
        const depth = min(stretch, inner - k);
        const first = k == 0, last = k + depth == inner;
        if (bTransposed) panelsTransposed64(PANELS, b + (<usize>k << 2) + <usize>j * bDown, bDown, depth, wide);
        else panels64(PANELS, b + (<usize>j << 2) + <usize>k * bDown, bDown, depth, wide);
        const at = out + (<usize>j << 2);
        let from = a + <usize>k * (aTransposed ? aDown : 4);
        if (!lower && !aTransposed && inner <= 4 && inner > 0) {
          shallow64(at, outDown, from, PANELS, rows, depth, j, wide);
          const done = wide & ~3;
          if (done < wide) {
            const panel = PANELS + (<usize>(done * depth) << 3);
            const to = at + (<usize>done << 2);
            for (let i = 0; i < rows; i += 4) {
              const high = min(4, rows - i);
              transpose64(ROWS, from + <usize>i * aDown, aDown, depth, high);
              band64(to + <usize>i * outDown, outDown, ROWS, panel, 0, depth, high, wide - done, true, true);
            }
            if (unfinished()) finish(to, outDown, rows, j + done, wide - done);
          }
          break;
        }
        let sums = SUMS;
        for (let i = top; i < bottom; i += 4, sums += <usize>(wide + 3 & ~3) << 5) {
          const high = min(4, bottom - i);
          if (aTransposed) columns64(ROWS, from + (<usize>i << 2), aDown, depth, high);
          else transpose64(ROWS, from + <usize>i * aDown, aDown, depth, high);
          band64(at + <usize>i * outDown, outDown, ROWS, PANELS, sums, depth, high, wide, first, last);
        }
        if (last && unfinished()) finish(at + <usize>top * outDown, outDown, bottom - top, j, wide);
        k += depth;
      } while (k < inner);
    }
  }
}

/** Where a narrow B is promoted as a whole, and how much of it there may be. */
const NARROW: i32 = <i32>(PANELS_BYTES >> 3);

export function matmulNN64(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  dense64(out, a, b, 0, 0, rows, inner, columns);
}

export function dense64(
  out: usize, a: usize, b: usize, bias: usize, flags: i32, rows: i32, inner: i32, columns: i32,
): void {
  prepare(flags, out, bias, 0);
  const aDown = <usize>inner << 2;
  if (rows <= 2) {
    slim64(out, a, rows > 1 ? a + aDown : a, 4, b, <usize>columns << 2, rows, inner, columns);
  } else if (columns < 4 && rows >= 4 && inner > 4 && inner <= DEPTH) {
    panels64(PANELS, b, <usize>columns << 2, inner, columns);
    across64(out, <usize>columns << 2, 4, a, PANELS, ROWS, rows, inner, columns);
    finish(out, <usize>columns << 2, rows, 0, columns);
  } else {
    product(out, a, b, rows, inner, columns, false, false);
  }
}

export function matmulNT64(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  gated64(out, a, b, 0, 0, rows, inner, columns);
}

export function gated64(
  out: usize, a: usize, b: usize, mask: usize, flags: i32, rows: i32, inner: i32, columns: i32,
): void {
  prepare(flags, out, 0, mask);
  if (rows > 0 && rows <= 3 && columns >= 4 && inner > 4 && inner <= DEPTH) {
    // As the transpose of B·Aᵀ.
    panelsTransposed64(PANELS, a, <usize>inner << 2, inner, rows);
    across64(out, 4, <usize>columns << 2, b, PANELS, ROWS, columns, inner, rows);
    finish(out, <usize>columns << 2, rows, 0, columns);
  } else product(out, a, b, rows, inner, columns, false, true);
}

export function matmulTN64(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  prepare(0, out, 0, 0);
  if (rows <= 2) {
    slim64(out, a, rows > 1 ? a + 4 : a, <usize>rows << 2, b, <usize>columns << 2, rows, inner, columns);
  } else if (columns < 16 && columns & 3 && rows >= 4 && inner * (columns + 3 & ~3) <= NARROW) {
    panels64(PANELS, b, <usize>columns << 2, inner, columns);
    upright64(out, a, PANELS, rows, inner, columns);
  } else {
    product(out, a, b, rows, inner, columns, true, false);
  }
}

export function gramNT64(out: usize, a: usize, rows: i32, inner: i32): void {
  prepare(0, out, 0, 0);
  product(out, a, a, rows, inner, rows, false, true, true);
  mirror32(out, rows);
}

export function gramTN64(out: usize, a: usize, rows: i32, inner: i32): void {
  prepare(0, out, 0, 0);
  product(out, a, a, rows, inner, rows, true, false, true);
  mirror32(out, rows);
}
