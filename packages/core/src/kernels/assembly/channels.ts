import { flushed1 } from "./flush";
import { loadLanes } from "./lanes";
import { SUMS } from "./scratch";

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

/** The terms of the elements at x, dy and w, of which `n` up to four are there, added to the sums in memory. */
// @ts-ignore: decorator
@inline
function rest(kind: i32, sums: usize, x: usize, dy: usize, w: usize, mean: v128, inverse: v128, n: i32): void {
  for (; n > 0; n--, x += 4, dy += 4, w += 4, sums += 8) {
    const each = term(kind, one(kind != WEIGHTED, x), one(kind > SQUARE, dy), one(kind > DOT, w), mean, inverse);
    store<f64>(sums, load<f64>(sums) + f64x2.extract_lane(each, 0));
  }
}

// @ts-ignore: decorator
@inline
function one(needed: bool, p: usize): v128 {
  return needed ? low(v128.load32_zero(p)) : i32x4.splat(0);
}

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
      v128.store(SUMS, s0), v128.store(SUMS, s1, 16), v128.store(SUMS, s2, 32), v128.store(SUMS, s3, 48);
      rest(kind, SUMS, x + at, dy + at, w + at, mu, scale, left);
      s0 = v128.load(SUMS), s1 = v128.load(SUMS, 16), s2 = v128.load(SUMS, 32), s3 = v128.load(SUMS, 48);
    }
  }
  return pair(s0) + pair(s1) + (pair(s2) + pair(s3));
}

// @ts-ignore: decorator
@inline
function pair(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

/**
 * The same for up to four neighbouring runs of one element each, where the first of the eight sums is all there is: the
 * lanes are runs. `mean` and `inverse` are addresses of four float64, as `to` is, where the sums go to.
 */
// @ts-ignore: decorator
@inline
export function columnSums(
  kind: i32, to: usize, x: usize, dy: usize, mean: usize, inverse: usize, rows: i32, down: usize, columns: i32,
): void {
  const zero = f64x2.splat(0);
  const mu0 = v128.load(mean), mu1 = v128.load(mean, 16);
  const scale0 = v128.load(inverse), scale1 = v128.load(inverse, 16);
  let s0 = zero, s1 = zero;
  for (; rows > 0; rows--, x += down, dy += down) {
    const a = loadLanes(x, columns), d = kind > SQUARE ? loadLanes(dy, columns) : zero;
    s0 = f64x2.add(s0, term(kind, low(a), low(d), zero, mu0, scale0));
    s1 = f64x2.add(s1, term(kind, high(a), high(d), zero, mu1, scale1));
  }
  v128.store(to, s0), v128.store(to, s1, 16);
}

/** db[c] = Σ dy[n, c, p], in float64, rounded once. */
export function sumChannels(db: usize, dy: usize, rows: i32, channels: i32, area: i32): void {
  const down = <usize>(channels * area) << 2;
  for (; channels > 0; channels--, db += 4, dy += <usize>area << 2) {
    store<f32>(db, flushed1(<f32>laneSum(PLAIN, dy, 0, 0, 0, 0, rows, down, area)));
  }
}
