import { copy } from "./copy";
import { TILE } from "./scratch";
import { narrow32, wide32 } from "./tile32";

function wideInPlace(
  to: usize,
  down: usize,
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  b: usize,
  depth: i32,
  panels: i32,
  first: bool,
  done: bool,
): void {
  wide32<f32>(to, down, p0, p1, p2, p3, b, depth, panels, first, done);
}

function widePacked(to: usize, down: usize, p: usize, b: usize, depth: i32, panels: i32, first: bool, done: bool): void {
  wide32<v128>(to, down, p, p + 4, p + 8, p + 12, b, depth, panels, first, done);
}

function narrowInPlace(
  to: usize, down: usize, p0: usize, p1: usize, p2: usize, p3: usize, b: usize, depth: i32, first: bool, done: bool,
): void {
  narrow32<f32>(to, down, p0, p1, p2, p3, b, depth, first, done);
}

function narrowPacked(to: usize, down: usize, p: usize, b: usize, depth: i32, first: bool, done: bool): void {
  narrow32<v128>(to, down, p, p + 4, p + 8, p + 12, b, depth, first, done);
}

/**
 * Up to four rows of the product for all panels of a block. Where the product has fewer rows or columns than a tile,
 * the tile lies in TILE, and what belongs to the product is copied.
 *
 * @param packed whether the rows of A are interleaved (as `columns32` copies them), not `aDown` bytes apart
 */
export function band32(
  out: usize,
  outDown: usize,
  a: usize,
  aDown: usize,
  packed: bool,
  b: usize,
  depth: i32,
  rows: i32,
  columns: i32,
  first: bool,
  done: bool,
): void {
  const a1 = a + aDown * min(1, rows - 1),
    a2 = a + aDown * min(2, rows - 1),
    a3 = a + aDown * min(3, rows - 1);
  if (rows == 4) {
    const panels = columns >> 3;
    if (packed) widePacked(out, outDown, a, b, depth, panels, first, done);
    else wideInPlace(out, outDown, a, a1, a2, a3, b, depth, panels, first, done);
    out += (<usize>panels) << 5;
    b += (<usize>(panels * depth)) << 5;
    columns &= 7;
  }
  for (; columns > 0; columns -= 8, out += 32, b += <usize>depth << 5) {
    const part = min(columns, 8);
    if (!first) copy(TILE, 32, out, outDown, rows, part);
    if (part > 4) {
      if (packed) widePacked(TILE, 32, a, b, depth, 1, first, done);
      else wideInPlace(TILE, 32, a, a1, a2, a3, b, depth, 1, first, done);
    } else {
      if (packed) narrowPacked(TILE, 32, a, b, depth, first, done);
      else narrowInPlace(TILE, 32, a, a1, a2, a3, b, depth, first, done);
    }
    copy(out, outDown, TILE, 32, rows, part);
  }
}
