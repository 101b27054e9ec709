import { across32, acrossAtMost, acrossTransposed32 } from "./across32";
import { band32 } from "./band32";
import { finish, prepare, spare, steps, unfinished } from "./epilogue";
import { mirror32 } from "./mirror";
import { columns32, panels32, panelsTransposed32 } from "./pack32";
import { DEPTH, PANELS, PANELS_BYTES, ROWS } from "./scratch";
import { shallow32 } from "./shallow32";
import { slim32 } from "./slim32";
import { UPRIGHT, upright32, uprightInPlace32 } from "./upright32";

/** So few rows that B is taken where it lies. */
const SLIM: i32 = 3;

/** So few products that flushing their sums would show. */
export const FEW: i32 = 8;

/**
 * out = A·B, by blocks of B that are copied to panels and stay in the first cache while A goes past them. Sums that
 * take several blocks wait in `out`: they are rounded to float32 at each step anyway.
 *
 * @param lower whether what lies above the diagonal's blocks is left out
 * @param plain whether there is no epilogue, nor a way of its own for short sums: the same bits, and less code
 */
// @ts-expect-error: decorator
@inline
export function product(
  out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32, aTransposed: bool, bTransposed: bool,
  lower: bool = false, plain: bool = false,
): void {
  if (!plain && aTransposed && inner <= FEW) spare(a, rows * inner, b, inner * columns);
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
      const first = k == 0, last = k + depth == inner, done = plain ? last : last && steps == 0;
      if (bTransposed) panelsTransposed32(PANELS, b + (<usize>k << 2) + <usize>j * bDown, bDown, depth, wide);
      else panels32(PANELS, b + (<usize>j << 2) + <usize>k * bDown, bDown, depth, wide);
      const at = out + (<usize>j << 2);
      if (!plain && !lower && !aTransposed && inner <= 4 && inner > 0) {
        shallow32(at, outDown, a, aDown, PANELS, rows, depth, j, wide);
        break;
      }
      const from = a + <usize>k * (aTransposed ? aDown : 4);
      const aRow: usize = aTransposed ? 4 : aDown;
      for (let i = lower ? j : 0; i < rows; i += 4) {
        const high = min(4, rows - i);
        let p = from + <usize>i * aRow;
        if (aTransposed) columns32(ROWS, p, aDown, depth, high), (p = ROWS);
        band32(at + <usize>i * outDown, outDown, p, aRow, aTransposed, PANELS, depth, high, wide, first, done);
      }
      if (!plain && last && unfinished()) finish(at, outDown, rows, j, wide);
      k += depth;
    } while (k < inner);
  }
}

/** out = A·B with A `rows × inner`, B `inner × columns`. */
export function matmulNN32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  dense32(out, a, b, 0, 0, rows, inner, columns);
}

/** out = A·B + bias, and the ReLU of that: `flags` of the epilogue. */
export function dense32(
  out: usize, a: usize, b: usize, bias: usize, flags: i32, rows: i32, inner: i32, columns: i32,
): void {
  prepare(flags, out, bias, 0);
  const aDown = <usize>inner << 2;
  if (rows <= SLIM) slim32(out, a, aDown, 4, b, <usize>columns << 2, rows, inner, columns);
  else if (rows >= 8 && columns > 0 && inner > 4 && (columns <= 4 ? inner <= acrossAtMost(columns) : columns < 16 && columns & 7 && inner <= UPRIGHT)) {
    if (columns <= 4) {
      across32(out, a, b, rows, inner, columns);
    } else {
      uprightInPlace32(out, a, b, rows, inner, columns);
      finish(out, <usize>columns << 2, rows, 0, columns);
    }
  } else product(out, a, b, rows, inner, columns, false, false);
}

/** out = A·Bᵀ with A `rows × inner`, B `columns × inner`. */
export function matmulNT32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  gated32(out, a, b, 0, 0, rows, inner, columns);
}

/** out = A·Bᵀ, 0 where `mask` ≤ 0. */
export function gated32(
  out: usize, a: usize, b: usize, mask: usize, flags: i32, rows: i32, inner: i32, columns: i32,
): void {
  prepare(flags, out, 0, mask);
  if (rows > 0 && rows <= SLIM && columns >= 8 && inner > 4 && inner <= acrossAtMost(rows)) {
    // As the transpose of B·Aᵀ, whose few columns are what is copied.
    acrossTransposed32(out, b, a, columns, inner, rows);
    if (unfinished()) finish(out, <usize>columns << 2, rows, 0, columns);
  } else product(out, a, b, rows, inner, columns, false, true);
}

/** out = Aᵀ·B with A `inner × rows`, B `inner × columns`. */
export function matmulTN32(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  prepare(0, out, 0, 0);
  if (rows <= SLIM) slim32(out, a, 4, <usize>rows << 2, b, <usize>columns << 2, rows, inner, columns);
  else if (columns < 16) upright32(out, a, <usize>rows << 2, b, rows, inner, columns);
  else product(out, a, b, rows, inner, columns, true, false);
}

/** out = A·Aᵀ with A `rows × inner`: one half of the sums, the other is the same. */
export function gramNT32(out: usize, a: usize, rows: i32, inner: i32): void {
  prepare(0, out, 0, 0);
  product(out, a, a, rows, inner, rows, false, true, true);
  mirror32(out, rows);
}

/** out = Aᵀ·A with A `inner × rows`. */
export function gramTN32(out: usize, a: usize, rows: i32, inner: i32): void {
  prepare(0, out, 0, 0);
  product(out, a, a, rows, inner, rows, true, false, true);
  mirror32(out, rows);
}
