// AdamP's loops over rows of float32, in float64: `across.ts` has their plain twins.
import { pair, storePair } from "./pairs";

/** Each column's Σ xy, Σ x² and Σ y², on top of what is there, row after row. */
export function columnDots(xy: usize, xx: usize, yy: usize, x: usize, y: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--) {
    let c = 0, at: usize = 0;
    for (; c + 2 <= columns; c += 2, x += 8, y += 8, at += 16) {
      const a = pair(x), b = pair(y);
      v128.store(xy + at, f64x2.add(v128.load(xy + at), f64x2.mul(a, b)));
      v128.store(xx + at, f64x2.add(v128.load(xx + at), f64x2.mul(a, a)));
      v128.store(yy + at, f64x2.add(v128.load(yy + at), f64x2.mul(b, b)));
    }
    if (c < columns) {
      const a = <f64>load<f32>(x), b = <f64>load<f32>(y);
      store<f64>(xy + at, load<f64>(xy + at) + a * b);
      store<f64>(xx + at, load<f64>(xx + at) + a * a);
      store<f64>(yy + at, load<f64>(yy + at) + b * b);
      x += 4, y += 4;
    }
  }
}

/** The same of each row. */
export function rowDots(xy: usize, xx: usize, yy: usize, x: usize, y: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--, xy += 8, xx += 8, yy += 8) {
    let ab = load<f64>(xy), aa = load<f64>(xx), bb = load<f64>(yy);
    for (let c = 0; c < columns; c++, x += 4, y += 4) {
      const a = <f64>load<f32>(x), b = <f64>load<f32>(y);
      ab += a * b, aa += a * a, bb += b * b;
    }
    store<f64>(xy, ab);
    store<f64>(xx, aa);
    store<f64>(yy, bb);
  }
}

/** (stays·m + ahead·g) / (√v + floor), 0 where that is divided by 0. */
// @ts-expect-error: decorator
@inline
function directions(g: usize, m: usize, v: usize, stays: f64, ahead: f64, floor: f64): v128 {
  const root = f64x2.add(f64x2.sqrt(pair(v)), f64x2.splat(floor));
  const top = f64x2.add(f64x2.mul(f64x2.splat(stays), pair(m)), f64x2.mul(f64x2.splat(ahead), pair(g)));
  return v128.and(f64x2.div(top, root), f64x2.gt(root, f64x2.splat(0)));
}

function direction(g: usize, m: usize, v: usize, stays: f64, ahead: f64, floor: f64): f64 {
  const root = sqrt<f64>(<f64>load<f32>(v)) + floor;
  return root > 0 ? (stays * <f64>load<f32>(m) + ahead * <f64>load<f32>(g)) / root : 0;
}

/** Σ wu of each row or column, on top of what is there. */
export function pulls(
  sums: usize, w: usize, g: usize, m: usize, v: usize, stays: f64, ahead: f64, floor: f64, perRow: bool, rows: i32,
  columns: i32,
): void {
  for (; rows > 0; rows--) {
    let c = 0, to = sums;
    let sum = load<f64>(sums);
    for (; c + 2 <= columns; c += 2, w += 8, g += 8, m += 8, v += 8) {
      const along = f64x2.mul(pair(w), directions(g, m, v, stays, ahead, floor));
      if (perRow) sum = sum + f64x2.extract_lane(along, 0) + f64x2.extract_lane(along, 1);
      else v128.store(to, f64x2.add(v128.load(to), along)), (to += 16);
    }
    if (c < columns) {
      const along = <f64>load<f32>(w) * direction(g, m, v, stays, ahead, floor);
      if (perRow) sum += along;
      else store<f64>(to, load<f64>(to) + along);
      w += 4, g += 4, m += 4, v += 4;
    }
    if (perRow) store<f64>(sums, sum), (sums += 8);
  }
}

/** w = keep·w - α·(u - p·w), p the row's or the column's number. */
export function moveAcross(
  by: usize, w: usize, g: usize, m: usize, v: usize, stays: f64, ahead: f64, floor: f64, keep: f64, alpha: f64,
  perRow: bool, rows: i32, columns: i32,
): void {
  const kept = f64x2.splat(keep), size = f64x2.splat(alpha);
  for (; rows > 0; rows--) {
    let c = 0, from = by;
    for (; c + 2 <= columns; c += 2, w += 8, g += 8, m += 8, v += 8) {
      const x = pair(w);
      const pull = perRow ? v128.load64_splat(by) : v128.load(from);
      const u = f64x2.sub(directions(g, m, v, stays, ahead, floor), f64x2.mul(pull, x));
      storePair(w, f64x2.sub(f64x2.mul(kept, x), f64x2.mul(size, u)));
      from += 16;
    }
    if (c < columns) {
      const x = <f64>load<f32>(w);
      const u = direction(g, m, v, stays, ahead, floor) - load<f64>(perRow ? by : from) * x;
      store<f32>(w, <f32>(keep * x - alpha * u));
      w += 4, g += 4, m += 4, v += 4;
    }
    if (perRow) by += 8;
  }
}
