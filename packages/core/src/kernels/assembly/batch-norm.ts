import { columnSums, DOT, high, laneSum, low, PLAIN, plainColumnSums, plainSum, SQUARE } from "./channels";
import { exponents, flushed1, flushedBy, settled } from "./flush";
import { loadLanes, storeLanes, rounded } from "./lanes";
import { PANELS } from "./scratch";

// Where a channel has at most eight numbers a row, the elements of several channels are worked on side by side: each of
// these is a column with a sum of its own, of which a channel's eight sums consist. Else channel after channel.

/** Columns that are worked on at a time, and what is known of each, as float64; there may be two more vectors at the end. */
const COLUMNS: i32 = 256;
const EACH: usize = (<usize>COLUMNS << 3) + 64;
const MEAN: usize = PANELS;
const INVERSE: usize = MEAN + EACH;
const SCALE: usize = INVERSE + EACH;
const SHIFT: usize = SCALE + EACH;
const TILT: usize = SHIFT + EACH;
/** Of channels, not columns. */
const SUM: usize = TILT + EACH;
const TOTAL: usize = SUM + EACH;
const EIGHT: i32 = 8;

/** How many channels are worked on at a time. */
// @ts-ignore: decorator
@inline
function together(area: i32): i32 {
  return area <= EIGHT ? COLUMNS / area : 1;
}

/** A number of each of n channels, as float64. */
// @ts-ignore: decorator
@inline
function wide(to: usize, p: usize, n: i32): void {
  for (; n > 0; n -= 4, to += 32, p += 16) {
    const v = loadLanes(p, n);
    v128.store(to, low(v)), v128.store(to, high(v), 16);
  }
}

/** A number of each of n channels, from the last one on, for each of its columns: `to` may be `from`. */
function spread(to: usize, from: usize, n: i32, area: i32): void {
  if (area == 1 && to == from) return;
  let p = to + (<usize>(n * area) << 3);
  while (n-- > 0) {
    const value = load<f64>(from + (<usize>n << 3));
    for (let k = 0; k < area; k++) (p -= 8), store<f64>(p, value);
  }
}

/** Sums of what `kind` says, of n channels. */
// @ts-ignore: decorator
@inline
function sums(kind: i32, to: usize, x: usize, dy: usize, rows: i32, down: usize, area: i32, n: i32): void {
  if (kind == PLAIN) {
    plainSums(to, x, rows, down, area, n);
    return;
  }
  if (area > EIGHT) {
    store<f64>(to, laneSum(kind, x, dy, 0, load<f64>(MEAN), load<f64>(INVERSE), rows, down, area));
    return;
  }
  columnSums(kind, to, x, dy, MEAN, INVERSE, rows, down, n * area);
  fold(to, n, area);
}

function plainSums(to: usize, x: usize, rows: i32, down: usize, area: i32, n: i32): void {
  if (area > EIGHT) {
    store<f64>(to, plainSum(x, rows, down, area));
    return;
  }
  plainColumnSums(to, x, rows, down, n * area);
  fold(to, n, area);
}

/** Each channel's sums in the place of the channel, added in pairs as `laneSum` does. */
function fold(to: usize, n: i32, area: i32): void {
  if (area == 1) return;
  for (let p = to; n > 0; n--, to += 8, p += <usize>area << 3) {
    let left = part(p, 0, area) + part(p, 1, area);
    if (area > 2) left = left + (part(p, 2, area) + part(p, 3, area));
    if (area > 4) left = left + (part(p, 4, area) + part(p, 5, area) + (part(p, 6, area) + part(p, 7, area)));
    store<f64>(to, left);
  }
}

// @ts-ignore: decorator
@inline
function part(p: usize, k: i32, area: i32): f64 {
  return k < area ? load<f64>(p + (<usize>k << 3)) : 0;
}

// @ts-ignore: decorator
@inline
function divide(to: usize, from: usize, by: f64, n: i32): void {
  for (; n > 0; n -= 2, to += 16, from += 16) v128.store(to, f64x2.div(v128.load(from), f64x2.splat(by)));
}

// @ts-ignore: decorator
@inline
function product(to: usize, from: usize, n: i32): void {
  for (; n > 0; n -= 2, to += 16, from += 16) v128.store(to, f64x2.mul(v128.load(to), v128.load(from)));
}

/** Each channel's mean and 1 / √(variance + eps), and the running ones moved towards them. */
export function batchStatistics(
  mean: usize, inverse: usize, runningMean: usize, runningVariance: usize, x: usize,
  rows: i32, channels: i32, area: i32, momentum: f64, eps: f64,
): void {
  const down = <usize>(channels * area) << 2;
  const m = <f64>(rows * area);
  const most = together(area);
  for (let c = 0; c < channels; c += most) {
    const n = min(most, channels - c);
    const from = x + (<usize>(c * area) << 2);
    sums(PLAIN, TOTAL, from, 0, rows, down, area, n);
    divide(TOTAL, TOTAL, m, n), spread(MEAN, TOTAL, n, area <= EIGHT ? area : 1);
    sums(SQUARE, SUM, from, 0, rows, down, area, n);
    for (let i = 0; i < n; i++) {
      const at = <usize>(c + i) << 2;
      const mu = load<f64>(TOTAL + (<usize>i << 3)), squares = load<f64>(SUM + (<usize>i << 3));
      store<f32>(mean + at, <f32>mu);
      store<f32>(inverse + at, <f32>(1 / Math.sqrt(squares / m + eps)));
      store<f32>(runningMean + at, flushed1(<f32>((1 - momentum) * <f64>load<f32>(runningMean + at) + momentum * mu)));
      const variance = (1 - momentum) * <f64>load<f32>(runningVariance + at) + momentum * (squares / (m - 1));
      store<f32>(runningVariance + at, flushed1(<f32>variance));
    }
  }
}

/** y = (x - mean)·(inverse·w) + b. */
export function batchNormForward(
  y: usize, x: usize, mean: usize, inverse: usize, w: usize, b: usize, rows: i32, channels: i32, area: i32,
): void {
  const down = <usize>(channels * area) << 2;
  const bits = exponents(), zero = i32x4.splat(0);
  const most = together(area);
  for (let c = 0; c < channels; c += most) {
    const n = min(most, channels - c);
    const at = <usize>c << 2;
    wide(MEAN, mean + at, n), wide(SCALE, inverse + at, n), wide(SUM, w + at, n), wide(SHIFT, b + at, n);
    product(SCALE, SUM, n);
    let start = at * area;
    if (area <= EIGHT) {
      spread(MEAN, MEAN, n, area), spread(SCALE, SCALE, n, area), spread(SHIFT, SHIFT, n, area);
      for (let i = 0; i < rows; i++, start += down) {
        let p = start, q: usize = 0;
        for (let left = n * area; left > 0; left -= 4, p += 16, q += 32) {
          const v = loadLanes(x + p, left);
          const y0 = f64x2.mul(f64x2.sub(low(v), v128.load(MEAN + q)), v128.load(SCALE + q));
          const y1 = f64x2.mul(f64x2.sub(high(v), v128.load(MEAN + q, 16)), v128.load(SCALE + q, 16));
          const v0 = f64x2.add(y0, v128.load(SHIFT + q)), v1 = f64x2.add(y1, v128.load(SHIFT + q, 16));
          storeLanes(y + p, flushedBy(rounded(v0, v1), bits, zero), left);
        }
      }
      continue;
    }
    const mu = v128.load64_splat(MEAN), scale = v128.load64_splat(SCALE), shift = v128.load64_splat(SHIFT);
    for (let i = 0; i < rows; i++, start += down) {
      let p = start;
      for (let left = area; left > 0; left -= 4, p += 16) {
        const v = loadLanes(x + p, left);
        const y0 = f64x2.add(f64x2.mul(f64x2.sub(low(v), mu), scale), shift);
        const y1 = f64x2.add(f64x2.mul(f64x2.sub(high(v), mu), scale), shift);
        storeLanes(y + p, flushedBy(rounded(y0, y1), bits, zero), left);
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function slope(
  dy: v128, x: v128, mean: v128, inverse: v128, scale: v128, shift: v128, tilt: v128,
): v128 {
  const normalised = f64x2.mul(f64x2.sub(x, mean), inverse);
  return f64x2.mul(scale, f64x2.sub(f64x2.sub(dy, shift), f64x2.mul(normalised, tilt)));
}

/** dx = scale·dy: not of 0·x̂ as well, which is none where x is infinite. `step` is 32, or 0 where all have one scale. */
function scaled(dx: usize, dy: usize, step: usize, rows: i32, down: usize, length: i32): void {
  for (; rows > 0; rows--, dx += down, dy += down) {
    let q = SCALE;
    for (let left = length, p: usize = 0; left > 0; left -= 4, p += 16, q += step) {
      const d = loadLanes(dy + p, left);
      storeLanes(dx + p, settled(f64x2.mul(v128.load(q), low(d)), f64x2.mul(v128.load(q, 16), high(d))), left);
    }
  }
}

/** db = Σ dy, dw = Σ dy·x̂, and unless dx is 0, dx = w·inverse·(dy - db/m - x̂·dw/m), without these two if not `training`. */
export function batchNormBackward(
  dx: usize, dw: usize, db: usize, dy: usize, x: usize, mean: usize, inverse: usize, w: usize,
  rows: i32, channels: i32, area: i32, training: i32,
): void {
  const down = <usize>(channels * area) << 2;
  const m = <f64>(rows * area);
  const bits = exponents(), zero = i32x4.splat(0);
  const most = together(area);
  /** Four times over, where there is one channel. */
  const columns = area <= EIGHT ? area : 4;
  for (let c = 0; c < channels; c += most) {
    const n = min(most, channels - c);
    const at = <usize>c << 2;
    let start = at * area;
    wide(SCALE, w + at, n), wide(INVERSE, inverse + at, n), product(SCALE, INVERSE, n);
    wide(MEAN, mean + at, n);
    spread(MEAN, MEAN, n, columns), spread(INVERSE, INVERSE, n, columns), spread(SCALE, SCALE, n, columns);
    sums(PLAIN, SUM, dy + start, 0, rows, down, area, n);
    sums(DOT, TOTAL, x + start, dy + start, rows, down, area, n);
    for (let i = 0; i < n; i++) {
      const to = at + (<usize>i << 2);
      store<f32>(db + to, flushed1(<f32>load<f64>(SUM + (<usize>i << 3))));
      store<f32>(dw + to, flushed1(<f32>load<f64>(TOTAL + (<usize>i << 3))));
    }
    if (dx == 0) continue;
    const length = area <= EIGHT ? n * area : area;
    const step: usize = area <= EIGHT ? 32 : 0;
    if (!training) {
      scaled(dx + start, dy + start, step, rows, down, length);
      continue;
    }
    divide(SHIFT, SUM, m, n), divide(TILT, TOTAL, m, n);
    spread(SHIFT, SHIFT, n, columns), spread(TILT, TILT, n, columns);
    if (area <= EIGHT) {
      for (let i = 0; i < rows; i++, start += down) {
        let p = start, q: usize = 0;
        for (let left = length; left > 0; left -= 4, p += 16, q += 32) {
          const v = loadLanes(x + p, left), d = loadLanes(dy + p, left);
          const d0 = slope(
            low(d), low(v), v128.load(MEAN + q), v128.load(INVERSE + q), v128.load(SCALE + q), v128.load(SHIFT + q),
            v128.load(TILT + q),
          );
          const d1 = slope(
            high(d), high(v), v128.load(MEAN + q, 16), v128.load(INVERSE + q, 16), v128.load(SCALE + q, 16),
            v128.load(SHIFT + q, 16), v128.load(TILT + q, 16),
          );
          storeLanes(dx + p, flushedBy(rounded(d0, d1), bits, zero), left);
        }
      }
      continue;
    }
    const mu = v128.load(MEAN), scale = v128.load(SCALE), by = v128.load(INVERSE);
    const shift = v128.load(SHIFT), tilt = v128.load(TILT);
    for (let i = 0; i < rows; i++, start += down) {
      let p = start;
      for (let left = length; left > 0; left -= 4, p += 16) {
        const v = loadLanes(x + p, left), d = loadLanes(dy + p, left);
        const d0 = slope(low(d), low(v), mu, by, scale, shift, tilt);
        const d1 = slope(high(d), high(v), mu, by, scale, shift, tilt);
        storeLanes(dx + p, flushedBy(rounded(d0, d1), bits, zero), left);
      }
    }
  }
}
