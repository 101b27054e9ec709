import { columnSums, DOT, high, laneSum, low, PLAIN, SQUARE } from "./channels";
import { rounded } from "./band64";
import { exponents, flushed1, flushedBy, settled } from "./flush";
import { loadLanes, storeLanes } from "./lanes";
import { SUMS } from "./scratch";

// Of up to four channels, as float64, behind what `laneSum` takes: one channel four times over, or, where each is of one
// number a row, four of them side by side. So the elements of four lanes find their channels' numbers in two vectors.
const MEAN: usize = SUMS + 64;
const INVERSE: usize = SUMS + 96;
const SUM: usize = SUMS + 128;
const TOTAL: usize = SUMS + 160;

// @ts-ignore: decorator
@inline
function wide(to: usize, p: usize, area: i32, n: i32): void {
  if (area == 1) {
    const v = loadLanes(p, n);
    v128.store(to, low(v)), v128.store(to, high(v), 16);
  } else splat(to, <f64>load<f32>(p));
}

// @ts-ignore: decorator
@inline
function splat(to: usize, value: f64): void {
  v128.store(to, f64x2.splat(value)), v128.store(to, f64x2.splat(value), 16);
}

/** The channels' sums, of what `kind` says: see `wide`. */
// @ts-ignore: decorator
@inline
function sums(kind: i32, to: usize, x: usize, dy: usize, rows: i32, down: usize, area: i32, n: i32): void {
  if (area == 1) columnSums(kind, to, x, dy, MEAN, INVERSE, rows, down, n);
  else splat(to, laneSum(kind, x, dy, 0, load<f64>(MEAN), load<f64>(INVERSE), rows, down, area));
}

// @ts-ignore: decorator
@inline
function divide(to: usize, p: usize, by: f64): void {
  v128.store(to, f64x2.div(v128.load(p), f64x2.splat(by)));
  v128.store(to, f64x2.div(v128.load(p, 16), f64x2.splat(by)), 16);
}

/** Each channel's mean and 1 / √(variance + eps), and the running ones moved towards them. */
export function batchStatistics(
  mean: usize, inverse: usize, runningMean: usize, runningVariance: usize, x: usize,
  rows: i32, channels: i32, area: i32, momentum: f64, eps: f64,
): void {
  const down = <usize>(channels * area) << 2;
  const m = <f64>(rows * area);
  let n = 1;
  for (let c = 0; c < channels; c += n) {
    n = area == 1 ? min(4, channels - c) : 1;
    const from = x + (<usize>(c * area) << 2);
    sums(PLAIN, SUM, from, 0, rows, down, area, n);
    divide(MEAN, SUM, m);
    sums(SQUARE, SUM, from, 0, rows, down, area, n);
    for (let i = 0; i < n; i++) {
      const at = <usize>(c + i) << 2;
      const mu = load<f64>(MEAN + (<usize>i << 3)), squares = load<f64>(SUM + (<usize>i << 3));
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
  let n = 1;
  for (let c = 0; c < channels; c += n) {
    n = area == 1 ? min(4, channels - c) : 1;
    const at = <usize>c << 2;
    wide(MEAN, mean + at, area, n), wide(INVERSE, inverse + at, area, n);
    wide(SUM, w + at, area, n), wide(TOTAL, b + at, area, n);
    const mu0 = v128.load(MEAN), mu1 = v128.load(MEAN, 16);
    const scale0 = f64x2.mul(v128.load(INVERSE), v128.load(SUM));
    const scale1 = f64x2.mul(v128.load(INVERSE, 16), v128.load(SUM, 16));
    const b0 = v128.load(TOTAL), b1 = v128.load(TOTAL, 16);
    const length = area == 1 ? n : area;
    let start = at * area;
    for (let i = 0; i < rows; i++, start += down) {
      let p = start;
      for (let left = length; left > 0; left -= 4, p += 16) {
        const v = loadLanes(x + p, left);
        const y0 = f64x2.add(f64x2.mul(f64x2.sub(low(v), mu0), scale0), b0);
        const y1 = f64x2.add(f64x2.mul(f64x2.sub(high(v), mu1), scale1), b1);
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

/** dx = scale·dy: not of 0·x̂ as well, which is none where x is infinite. */
function scaled(dx: usize, dy: usize, scale0: v128, scale1: v128, rows: i32, down: usize, length: i32): void {
  for (; rows > 0; rows--, dx += down, dy += down) {
    for (let left = length, p: usize = 0; left > 0; left -= 4, p += 16) {
      const d = loadLanes(dy + p, left);
      storeLanes(dx + p, settled(f64x2.mul(scale0, low(d)), f64x2.mul(scale1, high(d))), left);
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
  let n = 1;
  for (let c = 0; c < channels; c += n) {
    n = area == 1 ? min(4, channels - c) : 1;
    const at = <usize>c << 2;
    wide(MEAN, mean + at, area, n), wide(INVERSE, inverse + at, area, n);
    let start = at * area;
    sums(PLAIN, SUM, dy + start, 0, rows, down, area, n);
    sums(DOT, TOTAL, x + start, dy + start, rows, down, area, n);
    storeLanes(db + at, settled(v128.load(SUM), v128.load(SUM, 16)), n);
    storeLanes(dw + at, settled(v128.load(TOTAL), v128.load(TOTAL, 16)), n);
    if (dx == 0) continue;
    divide(SUM, SUM, m), divide(TOTAL, TOTAL, m);
    const mu0 = v128.load(MEAN), mu1 = v128.load(MEAN, 16);
    const inverse0 = v128.load(INVERSE), inverse1 = v128.load(INVERSE, 16);
    const shift0 = v128.load(SUM), shift1 = v128.load(SUM, 16);
    const tilt0 = v128.load(TOTAL), tilt1 = v128.load(TOTAL, 16);
    wide(SUM, w + at, area, n);
    const scale0 = f64x2.mul(v128.load(SUM), inverse0), scale1 = f64x2.mul(v128.load(SUM, 16), inverse1);
    const length = area == 1 ? n : area;
    if (!training) {
      scaled(dx + start, dy + start, scale0, scale1, rows, down, length);
      continue;
    }
    for (let i = 0; i < rows; i++, start += down) {
      let p = start;
      for (let left = length; left > 0; left -= 4, p += 16) {
        const v = loadLanes(x + p, left), d = loadLanes(dy + p, left);
        const d0 = slope(low(d), low(v), mu0, inverse0, scale0, shift0, tilt0);
        const d1 = slope(high(d), high(v), mu1, inverse1, scale1, shift1, tilt1);
        storeLanes(dx + p, flushedBy(rounded(d0, d1), bits, zero), left);
      }
    }
  }
}
