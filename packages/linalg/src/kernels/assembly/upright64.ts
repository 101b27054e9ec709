import { flushed } from "./flush";
import { rounded, storeDown } from "./lanes";
import { low, pairs } from "./pack64";
import { DEPTH } from "./scratch";

// How four rows of A lie, as types: side by side …
type Together = i8;
/** … or in two pairs. */
type TwoByTwo = i16;
const PAIRS_APART: usize = <usize>DEPTH << 3;

/** Of Aᵀ·B they are complete, of A·B there is an epilogue. */
// @ts-ignore: decorator
@inline
function done<Apart>(low: v128, high: v128): v128 {
  return sizeof<Apart>() == 1 ? flushed(rounded(low, high)) : rounded(low, high);
}

/**
 * Four rows and up to four columns of the product, in float64; the lanes are rows.
 *
 * @param b four columns of B, promoted
 */
// @ts-ignore: decorator
@inline
function strip<Apart>(out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32, wide: i32): void {
  let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  for (const end = b + (<usize>inner << 5); b != end; b += 32, a += aDown) {
    const s = low(v128.load64_zero(a));
    const t = sizeof<Apart>() == 1 ? low(v128.load64_zero(a, 8)) : low(v128.load64_zero(a, PAIRS_APART));
    let x = v128.load64_splat(b);
    c00 = f64x2.add(c00, f64x2.mul(s, x)), c01 = f64x2.add(c01, f64x2.mul(t, x));
    if (wide > 1) {
      x = v128.load64_splat(b, 8);
      c10 = f64x2.add(c10, f64x2.mul(s, x)), c11 = f64x2.add(c11, f64x2.mul(t, x));
    }
    if (wide > 2) {
      x = v128.load64_splat(b, 16);
      c20 = f64x2.add(c20, f64x2.mul(s, x)), c21 = f64x2.add(c21, f64x2.mul(t, x));
    }
    if (wide > 3) {
      x = v128.load64_splat(b, 24);
      c30 = f64x2.add(c30, f64x2.mul(s, x)), c31 = f64x2.add(c31, f64x2.mul(t, x));
    }
  }
  storeDown(out, outDown, done<Apart>(c00, c01), 4);
  if (wide > 1) storeDown(out + outRight, outDown, done<Apart>(c10, c11), 4);
  if (wide > 2) storeDown(out + (outRight << 1), outDown, done<Apart>(c20, c21), 4);
  if (wide > 3) storeDown(out + outRight * 3, outDown, done<Apart>(c30, c31), 4);
}

function one<Apart>(
  out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32,
): void {
  strip<Apart>(out, outDown, outRight, a, aDown, b, inner, 1);
}
function two<Apart>(
  out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32,
): void {
  strip<Apart>(out, outDown, outRight, a, aDown, b, inner, 2);
}
function three<Apart>(
  out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32,
): void {
  strip<Apart>(out, outDown, outRight, a, aDown, b, inner, 3);
}
function four<Apart>(
  out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32,
): void {
  strip<Apart>(out, outDown, outRight, a, aDown, b, inner, 4);
}

// @ts-ignore: decorator
@inline
function strips<Apart>(
  out: usize, outDown: usize, outRight: usize, a: usize, aDown: usize, b: usize, inner: i32, columns: i32,
): void {
  for (; columns > 0; columns -= 4, out += outRight << 2, b += <usize>inner << 5) {
    if (columns >= 4) four<Apart>(out, outDown, outRight, a, aDown, b, inner);
    else if (columns == 3) three<Apart>(out, outDown, outRight, a, aDown, b, inner);
    else if (columns == 2) two<Apart>(out, outDown, outRight, a, aDown, b, inner);
    else one<Apart>(out, outDown, outRight, a, aDown, b, inner);
  }
}

/** Aᵀ·B for few columns and at least four rows; the last four may overlap those before them. @param b its panels */
export function upright64(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  const outDown = <usize>columns << 2, aDown = <usize>rows << 2;
  for (let i = 0; i < rows; i += 4) {
    const row = <usize>min(i, rows - 4);
    strips<Together>(out + outDown * row, outDown, 4, a + (row << 2), aDown, b, inner, columns);
  }
}

/**
 * A·B in the same way: four rows of A at a time are interleaved in pairs at `rows4`, which takes half of the shuffles of a
 * transposition. `inner` is at most DEPTH.
 *
 * @param outDown from one row of the product to the next, and `outRight` from one column to the next
 */
export function across64(
  out: usize, outDown: usize, outRight: usize, a: usize, b: usize, rows4: usize, rows: i32, inner: i32, columns: i32,
): void {
  const aDown = <usize>inner << 2;
  for (let i = 0; i < rows; i += 4) {
    const row = <usize>min(i, rows - 4);
    const from = a + aDown * row;
    pairs(rows4, from, aDown, inner);
    pairs(rows4 + PAIRS_APART, from + (aDown << 1), aDown, inner);
    strips<TwoByTwo>(out + outDown * row, outDown, outRight, rows4, 8, b, inner, columns);
  }
}
