import { flushed1 } from "./flush";
import { loadLanes } from "./lanes";

/** The first two of four float32, as float64 … */
// @ts-ignore: decorator
@inline
export function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

/** … and the last two. */
// @ts-ignore: decorator
@inline
export function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1));
}

// What is summed of each element.
export const PLAIN: i32 = 0; // x
export const SQUARE: i32 = 1; // (x - mean)²
export const DOT: i32 = 2; // dy·x̂, with x̂ = (x - mean)·inverse
export const WEIGHTED: i32 = 3; // dy·w
export const WEIGHTED_DOT: i32 = 4; // dy·w·x̂

// @ts-ignore: decorator
@inline
function term(kind: i32, x: v128, dy: v128, w: v128, mean: v128, inverse: v128): v128 {
  if (kind == PLAIN) return x;
  if (kind == WEIGHTED) return f64x2.mul(dy, w);
  const centred = f64x2.sub(x, mean);
  if (kind == SQUARE) return f64x2.mul(centred, centred);
  return f64x2.mul(kind == DOT ? dy : f64x2.mul(dy, w), f64x2.mul(centred, inverse));
}

/** All ones in eight lanes, none in the following eight. */
const THERE: usize = memory.data<i64>([-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0], 16);

/**
 * The sum over `rows` runs of `length` elements, `down` bytes apart, in float64: eight sums that take turns along a run
 * and go on over the rows, added in pairs at the end. w is the same for each row.
 */
// @ts-ignore: decorator
@inline
export function laneSum(
  kind: i32, x: usize, dy: usize, w: usize, mean: f64, inverse: f64, rows: i32, down: usize, length: i32,
): f64 {
  const mu = f64x2.splat(mean), scale = f64x2.splat(inverse);
  const zero = f64x2.splat(0);
  let s0 = zero, s1 = zero, s2 = zero, s3 = zero;
  for (; rows > 0; rows--, x += down, dy += down) {
    let at: usize = 0, left = length;
    for (; left >= 8; left -= 8, at += 32) {
      let a = zero, b = zero, d = zero, e = zero, v = zero, u = zero;
      if (kind != WEIGHTED) a = v128.load(x + at), b = v128.load(x + at, 16);
      if (kind > SQUARE) d = v128.load(dy + at), e = v128.load(dy + at, 16);
      if (kind > DOT) v = v128.load(w + at), u = v128.load(w + at, 16);
      s0 = f64x2.add(s0, term(kind, low(a), low(d), low(v), mu, scale));
      s1 = f64x2.add(s1, term(kind, high(a), high(d), high(v), mu, scale));
      s2 = f64x2.add(s2, term(kind, low(b), low(e), low(u), mu, scale));
      s3 = f64x2.add(s3, term(kind, high(b), high(e), high(u), mu, scale));
    }
    if (left > 0) {
      // What is not there adds 0.
      const there = THERE + (<usize>(8 - left) << 3), rest = left - 4;
      let a = zero, d = zero, v = zero;
      if (kind != WEIGHTED) a = loadLanes(x + at, left);
      if (kind > SQUARE) d = loadLanes(dy + at, left);
      if (kind > DOT) v = loadLanes(w + at, left);
      s0 = f64x2.add(s0, v128.and(term(kind, low(a), low(d), low(v), mu, scale), v128.load(there)));
      if (left > 2) s1 = f64x2.add(s1, v128.and(term(kind, high(a), high(d), high(v), mu, scale), v128.load(there, 16)));
      if (rest > 0) {
        if (kind != WEIGHTED) a = loadLanes(x + at + 16, rest);
        if (kind > SQUARE) d = loadLanes(dy + at + 16, rest);
        if (kind > DOT) v = loadLanes(w + at + 16, rest);
        s2 = f64x2.add(s2, v128.and(term(kind, low(a), low(d), low(v), mu, scale), v128.load(there, 32)));
        s3 = f64x2.add(s3, v128.and(term(kind, high(a), high(d), high(v), mu, scale), v128.load(there, 48)));
      }
    }
  }
  return pair(s0) + pair(s1) + (pair(s2) + pair(s3));
}

/** Of the elements themselves: what most callers begin with. */
export function plainSum(x: usize, rows: i32, down: usize, length: i32): f64 {
  return laneSum(PLAIN, x, 0, 0, 0, 0, rows, down, length);
}

// @ts-ignore: decorator
@inline
function pair(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/**
 * The same for each of `columns` neighbouring runs of one element, where the first of the eight sums is all there is: the
 * lanes are runs. `mean` and `inverse` are addresses of a float64 for each, as `to` is, where the sums go to. Sixteen at a
 * time: a cache line, which would have to be fetched again for the next ones.
 */
// @ts-ignore: decorator
@inline
export function columnSums(
  kind: i32, to: usize, x: usize, dy: usize, mean: usize, inverse: usize, rows: i32, down: usize, columns: i32,
): void {
  const zero = f64x2.splat(0);
  for (; columns >= 16; columns -= 16, x += 64, dy += 64, mean += 128, inverse += 128, to += 128) {
    let s0 = zero, s1 = zero, s2 = zero, s3 = zero, s4 = zero, s5 = zero, s6 = zero, s7 = zero;
    for (let i = 0, p = x, q = dy; i < rows; i++, p += down, q += down) {
      let a = v128.load(p), d = kind > SQUARE ? v128.load(q) : zero;
      s0 = f64x2.add(s0, columnTerm(kind, low(a), low(d), mean, inverse));
      s1 = f64x2.add(s1, columnTerm(kind, high(a), high(d), mean + 16, inverse + 16));
      a = v128.load(p, 16), d = kind > SQUARE ? v128.load(q, 16) : zero;
      s2 = f64x2.add(s2, columnTerm(kind, low(a), low(d), mean + 32, inverse + 32));
      s3 = f64x2.add(s3, columnTerm(kind, high(a), high(d), mean + 48, inverse + 48));
      a = v128.load(p, 32), d = kind > SQUARE ? v128.load(q, 32) : zero;
      s4 = f64x2.add(s4, columnTerm(kind, low(a), low(d), mean + 64, inverse + 64));
      s5 = f64x2.add(s5, columnTerm(kind, high(a), high(d), mean + 80, inverse + 80));
      a = v128.load(p, 48), d = kind > SQUARE ? v128.load(q, 48) : zero;
      s6 = f64x2.add(s6, columnTerm(kind, low(a), low(d), mean + 96, inverse + 96));
      s7 = f64x2.add(s7, columnTerm(kind, high(a), high(d), mean + 112, inverse + 112));
    }
    v128.store(to, s0), v128.store(to, s1, 16), v128.store(to, s2, 32), v128.store(to, s3, 48);
    v128.store(to, s4, 64), v128.store(to, s5, 80), v128.store(to, s6, 96), v128.store(to, s7, 112);
  }
  for (; columns > 0; columns -= 4, x += 16, dy += 16, mean += 32, inverse += 32, to += 32) {
    let s0 = zero, s1 = zero;
    for (let i = 0, p = x, q = dy; i < rows; i++, p += down, q += down) {
      const a = loadLanes(p, columns), d = kind > SQUARE ? loadLanes(q, columns) : zero;
      s0 = f64x2.add(s0, columnTerm(kind, low(a), low(d), mean, inverse));
      s1 = f64x2.add(s1, columnTerm(kind, high(a), high(d), mean + 16, inverse + 16));
    }
    v128.store(to, s0), v128.store(to, s1, 16);
  }
}

export function plainColumnSums(to: usize, x: usize, rows: i32, down: usize, columns: i32): void {
  columnSums(PLAIN, to, x, 0, 0, 0, rows, down, columns);
}

// @ts-ignore: decorator
@inline
function columnTerm(kind: i32, x: v128, dy: v128, mean: usize, inverse: usize): v128 {
  if (kind == PLAIN) return x;
  return term(kind, x, dy, x, v128.load(mean), kind == DOT ? v128.load(inverse) : x);
}

/** db[c] = Σ dy[n, c, p], in float64, rounded once. */
export function sumChannels(db: usize, dy: usize, rows: i32, channels: i32, area: i32): void {
  const down = <usize>(channels * area) << 2;
  for (; channels > 0; channels--, db += 4, dy += <usize>area << 2) {
    store<f32>(db, flushed1(<f32>plainSum(dy, rows, down, area)));
  }
}
