// Loops over rows of float32 with float64 numbers for each row, or for each column, in float64. `rows.ts` has their plain twins.
import { pair, storePair } from "./pairs";

/** The first, or the second, numbers of two pairs. */
// @ts-expect-error: decorator
@inline
function firsts(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}
// @ts-expect-error: decorator
@inline
function seconds(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}

/** sums += each column's Σ x, row after row. */
export function columnSums(sums: usize, x: usize, rows: i32, columns: i32): void {
  const down = <usize>columns << 2;
  for (; rows >= 4; rows -= 4, x += down << 2) {
    const x1 = x + down, x2 = x1 + down, x3 = x2 + down;
    let c = 0;
    for (let p: usize = 0, to = sums; c + 2 <= columns; c += 2, p += 8, to += 16) {
      let s = f64x2.add(f64x2.add(v128.load(to), pair(x + p)), pair(x1 + p));
      s = f64x2.add(f64x2.add(s, pair(x2 + p)), pair(x3 + p));
      v128.store(to, s);
    }
    if (c < columns) {
      const p = <usize>c << 2, to = sums + (<usize>c << 3);
      let s = load<f64>(to) + <f64>load<f32>(x + p) + <f64>load<f32>(x1 + p);
      s = s + <f64>load<f32>(x2 + p) + <f64>load<f32>(x3 + p);
      store<f64>(to, s);
    }
  }
  for (; rows > 0; rows--) {
    for (let c = 0, to = sums; c < columns; c++, x += 4, to += 8) store<f64>(to, load<f64>(to) + <f64>load<f32>(x));
  }
}

/** x -= its column's number */
export function subtractColumns(x: usize, means: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--) {
    let c = 0, from = means;
    for (; c + 2 <= columns; c += 2, x += 8, from += 16) storePair(x, f64x2.sub(pair(x), v128.load(from)));
    if (c < columns) store<f32>(x, <f32>(<f64>load<f32>(x) - load<f64>(from))), (x += 4);
  }
}

/** ofRow += each row's Σ x², and ofColumn += each column's, both in order. Four rows at a time, as a sum waits for its last addition. */
export function squareSums(ofRow: usize, ofColumn: usize, x: usize, rows: i32, columns: i32): void {
  const down = <usize>columns << 2;
  for (; rows >= 4; rows -= 4, x += down << 2, ofRow += 32) {
    const x1 = x + down, x2 = x1 + down, x3 = x2 + down;
    let low = v128.load(ofRow), high = v128.load(ofRow, 16);
    let c = 0;
    for (let p: usize = 0, to = ofColumn; c + 2 <= columns; c += 2, p += 8, to += 16) {
      let q0 = pair(x + p), q1 = pair(x1 + p), q2 = pair(x2 + p), q3 = pair(x3 + p);
      q0 = f64x2.mul(q0, q0), q1 = f64x2.mul(q1, q1), q2 = f64x2.mul(q2, q2), q3 = f64x2.mul(q3, q3);
      v128.store(to, f64x2.add(f64x2.add(f64x2.add(f64x2.add(v128.load(to), q0), q1), q2), q3));
      low = f64x2.add(f64x2.add(low, firsts(q0, q1)), seconds(q0, q1));
      high = f64x2.add(f64x2.add(high, firsts(q2, q3)), seconds(q2, q3));
    }
    v128.store(ofRow, low), v128.store(ofRow, high, 16);
    if (c < columns) {
      const p = <usize>c << 2, to = ofColumn + (<usize>c << 3);
      for (let row: usize = 0, at = x + p; row < 4; row++, at += down) square(ofRow + (row << 3), to, at);
    }
  }
  for (; rows > 0; rows--, ofRow += 8) {
    for (let c = 0, to = ofColumn; c < columns; c++, x += 4, to += 8) square(ofRow, to, x);
  }
}

function square(one: usize, other: usize, x: usize): void {
  const each = <f64>load<f32>(x);
  store<f64>(one, load<f64>(one) + each * each);
  store<f64>(other, load<f64>(other) + each * each);
}

/** sum + Σ (x·min(r·c, most))², r and c the row's and the column's numbers, in order. */
export function scaledSquares(
  sum: f64, x: usize, byRow: usize, byColumn: usize, most: f64, rows: i32, columns: i32,
): f64 {
  const limit = f64x2.splat(most);
  for (; rows > 0; rows--, byRow += 8) {
    const scale = v128.load64_splat(byRow);
    let c = 0, from = byColumn;
    for (; c + 2 <= columns; c += 2, x += 8, from += 16) {
      const u = f64x2.mul(pair(x), f64x2.min(f64x2.mul(scale, v128.load(from)), limit));
      const squares = f64x2.mul(u, u);
      sum = sum + f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
    }
    if (c < columns) {
      const u = <f64>load<f32>(x) * min<f64>(load<f64>(byRow) * load<f64>(from), most);
      sum += u * u, (x += 4);
    }
  }
  return sum;
}

/** w = keep·w - α·x·min(r·c, most) */
export function moveScaled(
  w: usize, x: usize, byRow: usize, byColumn: usize, most: f64, keep: f64, alpha: f64, rows: i32, columns: i32,
): void {
  const limit = f64x2.splat(most), kept = f64x2.splat(keep), size = f64x2.splat(alpha);
  for (; rows > 0; rows--, byRow += 8) {
    const scale = v128.load64_splat(byRow);
    let c = 0, from = byColumn;
    for (; c + 2 <= columns; c += 2, x += 8, w += 8, from += 16) {
      const u = f64x2.mul(pair(x), f64x2.min(f64x2.mul(scale, v128.load(from)), limit));
      storePair(w, f64x2.sub(f64x2.mul(kept, pair(w)), f64x2.mul(size, u)));
    }
    if (c < columns) {
      const u = <f64>load<f32>(x) * min<f64>(load<f64>(byRow) * load<f64>(from), most);
      store<f32>(w, <f32>(keep * <f64>load<f32>(w) - alpha * u)), (x += 4), (w += 4);
    }
  }
}

/**
 * ν = min(β₂·min(r, c) + fresh·g², most); m = μm + (1 - μ)·g / √(ν + ε), or μm where ν is 0; `ofRow` and `next`, the
 * largest ν of each row and column so far.
 */
export function cover(
  g: usize, m: usize, byRow: usize, byColumn: usize, ofRow: usize, next: usize, momentum: f64, eps: f64, beta2: f64,
  fresh: f64, most: f64, rows: i32, columns: i32,
): void {
  const zero = f64x2.splat(0), limit = f64x2.splat(most), floor = f64x2.splat(eps);
  const decay = f64x2.splat(beta2), share = f64x2.splat(fresh);
  const stays = f64x2.splat(momentum), comes = f64x2.splat(1 - momentum);
  for (; rows > 0; rows--, byRow += 8, ofRow += 8) {
    const least = v128.load64_splat(byRow);
    let largest = v128.load64_splat(ofRow);
    let c = 0, at: usize = 0;
    for (; c + 2 <= columns; c += 2, g += 8, m += 8, at += 16) {
      const x = pair(g);
      const bound = f64x2.min(v128.load(byColumn + at), least);
      const nu = f64x2.min(f64x2.add(f64x2.mul(decay, bound), f64x2.mul(share, f64x2.mul(x, x))), limit);
      const u = f64x2.div(x, f64x2.sqrt(f64x2.add(nu, floor)));
      const moved = v128.and(u, f64x2.gt(nu, zero));
      storePair(m, f64x2.add(f64x2.mul(stays, pair(m)), f64x2.mul(comes, moved)));
      v128.store(next + at, f64x2.pmax(v128.load(next + at), nu));
      largest = f64x2.pmax(largest, nu);
    }
    let top = f64x2.extract_lane(largest, 0);
    const other = f64x2.extract_lane(largest, 1);
    if (other > top) top = other;
    if (c < columns) {
      const x = <f64>load<f32>(g);
      const nu = min<f64>(beta2 * min<f64>(load<f64>(byColumn + at), load<f64>(byRow)) + fresh * (x * x), most);
      const u = nu > 0 ? x / sqrt<f64>(nu + eps) : 0;
      store<f32>(m, <f32>(momentum * <f64>load<f32>(m) + (1 - momentum) * u));
      if (nu > load<f64>(next + at)) store<f64>(next + at, nu);
      if (nu > top) top = nu;
      g += 4, m += 4;
    }
    store<f64>(ofRow, top);
  }
}
