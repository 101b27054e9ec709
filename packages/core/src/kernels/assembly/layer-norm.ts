import { high, laneSum, low, plainSum, SQUARE, WEIGHTED, WEIGHTED_DOT } from "./channels";
import { exponents, flushedBy, settled } from "./flush";
import { fill } from "./gather";
import { loadLanes, storeDown, storeLanes, rounded } from "./lanes";
import { PANELS } from "./scratch";
import { down4 } from "./softmax";

// @ts-ignore: decorator
@inline
function normalised(x: v128, mean: v128, inverse: v128): v128 {
  return f64x2.mul(f64x2.sub(x, mean), inverse);
}

/** Up to this many columns, four rows at a time: the lanes are rows, a column's elements one float64 each. */
const FEW: i32 = 16;
const VALUES: usize = PANELS;
const SQUARES: usize = VALUES + 512;
const SLOPES: usize = SQUARES + 512;
const DOTS: usize = SLOPES + 512;

/** What `laneSum` gives for two rows of up to eight columns, or with `more` sixteen; of those that are not there, 0. */
// @ts-ignore: decorator
@inline
function sums(p: usize, more: bool): v128 {
  const left = f64x2.add(f64x2.add(at(p, 0, more), at(p, 32, more)), f64x2.add(at(p, 64, more), at(p, 96, more)));
  const right = f64x2.add(f64x2.add(at(p, 128, more), at(p, 160, more)), f64x2.add(at(p, 192, more), at(p, 224, more)));
  // They begin at 0, which -0 alone does not change.
  return f64x2.add(f64x2.add(left, right), f64x2.splat(0));
}

// @ts-ignore: decorator
@inline
function at(p: usize, column: usize, more: bool): v128 {
  const v = v128.load(p + column);
  return more ? f64x2.add(v, v128.load(p + column, 256)) : v;
}

function eight(p: usize): v128 {
  return sums(p, false);
}
function sixteen(p: usize): v128 {
  return sums(p, true);
}
// @ts-ignore: decorator
@inline
function rowSums(p: usize, columns: i32): v128 {
  return columns > 8 ? sixteen(p) : eight(p);
}

/** 1 / √(squares / n + eps) */
// @ts-ignore: decorator
@inline
function inverseOf(squares: v128, n: v128, eps: f64): v128 {
  return f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(f64x2.div(squares, n), f64x2.splat(eps))));
}

function fewColumns(
  y: usize, x: usize, mean: usize, inverse: usize, w: usize, b: usize, rows: i32, columns: i32, eps: f64,
): void {
  const down = <usize>columns << 2, end = down << 3;
  const n = f64x2.splat(<f64>columns);
  fill(VALUES, 0, 256);
  for (; rows >= 4; rows -= 4, mean += 16, inverse += 16, x += down << 2, y += down << 2) {
    for (let at: usize = 0, p = x; at != end; at += 32, p += 4) {
      const v = down4(p, down);
      v128.store(VALUES + at, low(v)), v128.store(VALUES + at, high(v), 16);
    }
    const mu0 = f64x2.div(rowSums(VALUES, columns), n), mu1 = f64x2.div(rowSums(VALUES + 16, columns), n);
    for (let at: usize = 0; at != end; at += 32) {
      const d0 = f64x2.sub(v128.load(VALUES + at), mu0), d1 = f64x2.sub(v128.load(VALUES + at, 16), mu1);
      v128.store(SQUARES + at, f64x2.mul(d0, d0)), v128.store(SQUARES + at, f64x2.mul(d1, d1), 16);
    }
    const m = rounded(mu0, mu1);
    const s = rounded(inverseOf(rowSums(SQUARES, columns), n, eps), inverseOf(rowSums(SQUARES + 16, columns), n, eps));
    v128.store(mean, m), v128.store(inverse, s);
    for (let at: usize = 0, j: usize = 0; at != end; at += 32, j += 4) {
      const u = f64x2.splat(<f64>load<f32>(w + j)), c = f64x2.splat(<f64>load<f32>(b + j));
      const y0 = f64x2.add(f64x2.mul(normalised(v128.load(VALUES + at), low(m), low(s)), u), c);
      const y1 = f64x2.add(f64x2.mul(normalised(v128.load(VALUES + at, 16), high(m), high(s)), u), c);
      storeDown(y + j, down, settled(y0, y1), 4);
    }
  }
}

/** y = (x - mean)·inverse·w + b for each row, whose mean and inverse are left for backward. */
export function layerNormForward(
  y: usize, x: usize, mean: usize, inverse: usize, w: usize, b: usize, rows: i32, columns: i32, eps: f64,
): void {
  const down = <usize>columns << 2;
  const bits = exponents(), zero = i32x4.splat(0);
  if (columns <= FEW) {
    fewColumns(y, x, mean, inverse, w, b, rows, columns, eps);
    const done = <usize>(rows & ~3);
    mean += done << 2, inverse += done << 2, x += down * done, y += down * done, rows &= 3;
  }
  for (; rows > 0; rows--, mean += 4, inverse += 4, x += down, y += down) {
    const mu = plainSum(x, 1, 0, columns) / <f64>columns;
    const squares = laneSum(SQUARE, x, 0, 0, mu, 0, 1, 0, columns);
    store<f32>(mean, <f32>mu);
    store<f32>(inverse, <f32>(1 / Math.sqrt(squares / <f64>columns + eps)));
    const m = f64x2.splat(<f64>load<f32>(mean)), s = f64x2.splat(<f64>load<f32>(inverse));
    let p: usize = 0;
    for (let left = columns; left > 0; left -= 4, p += 16) {
      const v = loadLanes(x + p, left), u = loadLanes(w + p, left), c = loadLanes(b + p, left);
      const y0 = f64x2.add(f64x2.mul(normalised(low(v), m, s), low(u)), low(c));
      const y1 = f64x2.add(f64x2.mul(normalised(high(v), m, s), high(u)), high(c));
      storeLanes(y + p, flushedBy(rounded(y0, y1), bits, zero), left);
    }
  }
}

// @ts-ignore: decorator
@inline
function slope(g: v128, x: v128, inverse: v128, mean: v128, dot: v128, columns: v128): v128 {
  return f64x2.mul(inverse, f64x2.sub(f64x2.sub(g, mean), f64x2.div(f64x2.mul(x, dot), columns)));
}

/** dw and db of up to four columns, which stay in registers. */
function fewGradients(
  dw: usize, db: usize, dy: usize, x: usize, mean: usize, inverse: usize, rows: i32, down: usize, columns: i32,
): void {
  const bits = exponents(), zero = i32x4.splat(0);
  let weights = zero, biases = zero;
  for (; rows > 0; rows--, mean += 4, inverse += 4, x += down, dy += down) {
    const m = f64x2.splat(<f64>load<f32>(mean)), s = f64x2.splat(<f64>load<f32>(inverse));
    const v = loadLanes(x, columns), d = loadLanes(dy, columns);
    const w0 = f64x2.add(low(weights), f64x2.mul(low(d), normalised(low(v), m, s)));
    const w1 = f64x2.add(high(weights), f64x2.mul(high(d), normalised(high(v), m, s)));
    weights = flushedBy(rounded(w0, w1), bits, zero), biases = flushedBy(f32x4.add(biases, d), bits, zero);
  }
  storeLanes(dw, weights, columns), storeLanes(db, biases, columns);
}

/** dx of four rows of few columns at a time. */
function fewSlopes(dx: usize, dy: usize, x: usize, mean: usize, inverse: usize, w: usize, rows: i32, columns: i32): void {
  const down = <usize>columns << 2, end = down << 3;
  const n = f64x2.splat(<f64>columns);
  fill(VALUES, 0, 512);
  for (; rows >= 4; rows -= 4, mean += 16, inverse += 16, x += down << 2, dy += down << 2, dx += down << 2) {
    const m = v128.load(mean), s = v128.load(inverse);
    for (let at: usize = 0, j: usize = 0; at != end; at += 32, j += 4) {
      const v = down4(x + j, down), d = down4(dy + j, down), u = f64x2.splat(<f64>load<f32>(w + j));
      const x0 = normalised(low(v), low(m), low(s)), x1 = normalised(high(v), high(m), high(s));
      const g0 = f64x2.mul(low(d), u), g1 = f64x2.mul(high(d), u);
      v128.store(VALUES + at, x0), v128.store(VALUES + at, x1, 16);
      v128.store(SLOPES + at, g0), v128.store(SLOPES + at, g1, 16);
      v128.store(DOTS + at, f64x2.mul(g0, x0)), v128.store(DOTS + at, f64x2.mul(g1, x1), 16);
    }
    const mean0 = f64x2.div(rowSums(SLOPES, columns), n), mean1 = f64x2.div(rowSums(SLOPES + 16, columns), n);
    const dot0 = rowSums(DOTS, columns), dot1 = rowSums(DOTS + 16, columns);
    for (let at: usize = 0, j: usize = 0; at != end; at += 32, j += 4) {
      const d0 = slope(v128.load(SLOPES + at), v128.load(VALUES + at), low(s), mean0, dot0, n);
      const d1 = slope(v128.load(SLOPES + at, 16), v128.load(VALUES + at, 16), high(s), mean1, dot1, n);
      storeDown(dx + j, down, settled(d0, d1), 4);
    }
  }
}

/** db = Σ dy and dw = Σ dy·x̂ in float32, row after row, and unless dx is 0, each row's dx. */
export function layerNormBackward(
  dx: usize, dw: usize, db: usize, dy: usize, x: usize, mean: usize, inverse: usize, w: usize, rows: i32, columns: i32,
): void {
  const down = <usize>columns << 2;
  const count = f64x2.splat(<f64>columns);
  const bits = exponents(), zero = i32x4.splat(0);
  const few = columns <= FEW;
  if (few) {
    for (let p: usize = 0; p < down; p += 16) {
      fewGradients(dw + p, db + p, dy + p, x + p, mean, inverse, rows, down, columns - <i32>(p >> 2));
    }
    if (dx == 0) return;
    fewSlopes(dx, dy, x, mean, inverse, w, rows, columns);
    const done = <usize>(rows & ~3);
    mean += done << 2, inverse += done << 2, x += down * done, dy += down * done, dx += down * done, rows &= 3;
  } else {
    fill(dw, 0, columns), fill(db, 0, columns);
  }
  for (; rows > 0; rows--, mean += 4, inverse += 4, x += down, dy += down) {
    const mu = <f64>load<f32>(mean), scale = <f64>load<f32>(inverse);
    const m = f64x2.splat(mu), s = f64x2.splat(scale);
    for (let left = few ? 0 : columns, p: usize = 0; left > 0; left -= 4, p += 16) {
      const v = loadLanes(x + p, left), d = loadLanes(dy + p, left), to = loadLanes(dw + p, left);
      const w0 = f64x2.add(low(to), f64x2.mul(low(d), normalised(low(v), m, s)));
      const w1 = f64x2.add(high(to), f64x2.mul(high(d), normalised(high(v), m, s)));
      storeLanes(dw + p, flushedBy(rounded(w0, w1), bits, zero), left);
      storeLanes(db + p, flushedBy(f32x4.add(loadLanes(db + p, left), d), bits, zero), left);
    }
    if (dx == 0) continue;
    const sum = laneSum(WEIGHTED, x, dy, w, 0, 0, 1, 0, columns);
    const dot = f64x2.splat(laneSum(WEIGHTED_DOT, x, dy, w, mu, scale, 1, 0, columns));
    const share = f64x2.splat(sum / <f64>columns);
    for (let left = columns, p: usize = 0; left > 0; left -= 4, p += 16) {
      const v = loadLanes(x + p, left), d = loadLanes(dy + p, left), u = loadLanes(w + p, left);
      const d0 = slope(f64x2.mul(low(d), low(u)), normalised(low(v), m, s), s, share, dot, count);
      const d1 = slope(f64x2.mul(high(d), high(u)), normalised(high(v), m, s), s, share, dot, count);
      storeLanes(dx + p, flushedBy(rounded(d0, d1), bits, zero), left);
    }
    dx += down;
  }
}
