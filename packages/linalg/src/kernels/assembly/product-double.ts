import { mirrorDouble } from "./mirror";
import { DEPTH, PANELS, PANELS_BYTES, ROWS, TILE } from "./scratch";

// Products of float64, as product32 has them of float32: sums in order, each rounded to float64 as it grows.

/** Four columns of B (`depth` rows) side by side, panel after panel; past the last column, zeros. */
function panels(to: usize, b: usize, down: usize, right: usize, depth: i32, columns: i32): void {
  for (; columns > 0; columns -= 4, b += right << 2) {
    const b1 = right, b2 = right << 1, b3 = b1 + b2;
    for (let k = 0, p = b; k < depth; k++, p += down, to += 32) {
      store<f64>(to, load<f64>(p));
      store<f64>(to, columns > 1 ? load<f64>(p + b1) : 0, 8);
      store<f64>(to, columns > 2 ? load<f64>(p + b2) : 0, 16);
      store<f64>(to, columns > 3 ? load<f64>(p + b3) : 0, 24);
    }
  }
}

/**
 * A tile of 4 × 4 sums in registers for each of the panels.
 *
 * @param p0 the four rows of A, `step` bytes from one element to the next
 */
function tiles(
  to: usize, down: usize, p0: usize, p1: usize, p2: usize, p3: usize, step: usize, b: usize, depth: i32, count: i32,
  first: bool,
): void {
  const length = <usize>depth << 5;
  const to1 = to + down, to2 = to1 + down, to3 = to2 + down;
  for (let at: usize = 0, end = <usize>count << 5; at != end; at += 32) {
    let c00 = f64x2.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
    if (!first) {
      c00 = v128.load(to + at), c01 = v128.load(to + at, 16);
      c10 = v128.load(to1 + at), c11 = v128.load(to1 + at, 16);
      c20 = v128.load(to2 + at), c21 = v128.load(to2 + at, 16);
      c30 = v128.load(to3 + at), c31 = v128.load(to3 + at, 16);
    }
    let q0 = p0, q1 = p1, q2 = p2, q3 = p3;
    for (const next = b + length; b != next; b += 32) {
      const left = v128.load(b);
      const right = v128.load(b, 16);
      let x = v128.load64_splat(q0);
      c00 = f64x2.add(c00, f64x2.mul(x, left));
      c01 = f64x2.add(c01, f64x2.mul(x, right));
      x = v128.load64_splat(q1);
      c10 = f64x2.add(c10, f64x2.mul(x, left));
      c11 = f64x2.add(c11, f64x2.mul(x, right));
      x = v128.load64_splat(q2);
      c20 = f64x2.add(c20, f64x2.mul(x, left));
      c21 = f64x2.add(c21, f64x2.mul(x, right));
      x = v128.load64_splat(q3);
      c30 = f64x2.add(c30, f64x2.mul(x, left));
      c31 = f64x2.add(c31, f64x2.mul(x, right));
      q0 += step, q1 += step, q2 += step, q3 += step;
    }
    v128.store(to + at, c00), v128.store(to + at, c01, 16);
    v128.store(to1 + at, c10), v128.store(to1 + at, c11, 16);
    v128.store(to2 + at, c20), v128.store(to2 + at, c21, 16);
    v128.store(to3 + at, c30), v128.store(to3 + at, c31, 16);
  }
}

function copy(to: usize, toDown: usize, from: usize, fromDown: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--, to += toDown, from += fromDown) memory.copy(to, from, <usize>columns << 3);
}

/** Up to four rows of the product for all panels of a block; at its edges, by way of TILE. */
function band(
  out: usize, outDown: usize, a: usize, aDown: usize, step: usize, depth: i32, rows: i32, columns: i32, first: bool,
): void {
  const a1 = a + aDown * min(1, rows - 1), a2 = a + aDown * min(2, rows - 1), a3 = a + aDown * min(3, rows - 1);
  let b = PANELS;
  if (rows == 4) {
    const count = columns >> 2;
    tiles(out, outDown, a, a1, a2, a3, step, b, depth, count, first);
    out += <usize>count << 5, b += <usize>(count * depth) << 5;
    columns &= 3;
  }
  for (; columns > 0; columns -= 4, out += 32, b += <usize>depth << 5) {
    const part = min(columns, 4);
    if (!first) copy(TILE, 32, out, outDown, rows, part);
    tiles(TILE, 32, a, a1, a2, a3, step, b, depth, 1, first);
    copy(out, outDown, TILE, 32, rows, part);
  }
}

/** @param lower whether what lies above the diagonal's blocks is left out */
function product(
  out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32, aTransposed: bool, bTransposed: bool, lower: bool,
): void {
  const outDown = <usize>columns << 3;
  const aDown: usize = aTransposed ? 8 : <usize>inner << 3, aRight: usize = aTransposed ? <usize>rows << 3 : 8;
  const bDown: usize = bTransposed ? 8 : <usize>columns << 3, bRight: usize = bTransposed ? <usize>inner << 3 : 8;
  const stretches = max((inner + DEPTH - 1) / DEPTH, 1);
  const stretch = (inner + stretches - 1) / stretches;
  const width = <i32>(PANELS_BYTES >> 3) / max(stretch, 4) & ~3;
  for (let j = 0; j < columns; j += width) {
    const wide = min(width, columns - j);
    let k = 0;
    do {
      const depth = min(stretch, inner - k);
      panels(PANELS, b + <usize>k * bDown + <usize>j * bRight, bDown, bRight, depth, wide);
      for (let i = lower ? j : 0; i < rows; i += 4) {
        const high = min(4, rows - i);
        let p = a + <usize>i * aDown + <usize>k * aRight, down = aDown, step = aRight;
        // Side by side, or each row's elements lie in a cache line of their own.
        if (aTransposed) panels(ROWS, p, aRight, 8, depth, high), (p = ROWS), (down = 8), (step = 32);
        band(out + <usize>i * outDown + (<usize>j << 3), outDown, p, down, step, depth, high, wide, k == 0);
      }
      k += depth;
    } while (k < inner);
  }
}

/** out = A·B with A `rows × inner`, B `inner × columns`. */
export function matmulNNDouble(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  product(out, a, b, rows, inner, columns, false, false, false);
}

/** out = A·Bᵀ with A `rows × inner`, B `columns × inner`. */
export function matmulNTDouble(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  product(out, a, b, rows, inner, columns, false, true, false);
}

/** out = Aᵀ·B with A `inner × rows`, B `inner × columns`. */
export function matmulTNDouble(out: usize, a: usize, b: usize, rows: i32, inner: i32, columns: i32): void {
  product(out, a, b, rows, inner, columns, true, false, false);
}

/** out = A·Aᵀ with A `rows × inner`. */
export function gramNTDouble(out: usize, a: usize, rows: i32, inner: i32): void {
  product(out, a, a, rows, inner, rows, false, true, true);
  mirrorDouble(out, rows);
}

/** out = Aᵀ·A with A `inner × rows`. */
export function gramTNDouble(out: usize, a: usize, rows: i32, inner: i32): void {
  product(out, a, a, rows, inner, rows, true, false, true);
  mirrorDouble(out, rows);
}
