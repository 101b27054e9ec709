import { flushed, flushed1, flushedBelow } from "./flush";
import { firstLanes, loadLanes, storeLanes, rounded } from "./lanes";
import { log4 } from "./log";
import { logSumExp } from "./log-sum-exp";
import { one } from "./narrow";
import { high, low } from "./pack64";
import { TILE } from "./scratch";
import { maximum, softmax } from "./softmax";
import { pairwiseSum } from "./sum";

const LOWEST: f32 = 1e-7;
const HIGHEST: f32 = <f32>(1 - 1e-7);

/** The class of sample i; `targets` are of `bytes` bytes each, 1 or 4. */
// @ts-ignore: decorator
@inline
function classOf(targets: usize, bytes: i32, i: i32): usize {
  return bytes == 1 ? <usize>load<u8>(targets + <usize>i) : <usize>load<u32>(targets + (<usize>i << 2));
}

/** -log p at each row's class, p from `least` to `most`, to `losses`; whether any p was below `least`. */
function lossesOf(
  losses: usize, p: usize, targets: usize, bytes: i32, rows: i32, columns: i32, least: f32, most: f32,
): bool {
  for (let i = 0; i < rows; i++, p += <usize>columns << 2) {
    store<f32>(losses + (<usize>i << 2), load<f32>(p + (classOf(targets, bytes, i) << 2)));
  }
  let n = rows;
  let q = losses;
  const l = f32x4.splat(least), m = f32x4.splat(most);
  let below = f32x4.splat(0);
  for (; n >= 4; n -= 4, q += 16) {
    const v = v128.load(q);
    below = v128.or(below, f32x4.lt(v, l));
    v128.store(q, loss4(v, l, m));
  }
  const v = loadLanes(q, n);
  below = v128.or(below, v128.and(f32x4.lt(v, l), firstLanes(n)));
  storeLanes(q, loss4(v, l, m), n);
  return v128.any_true(below);
}

// @ts-ignore: decorator
@inline
function loss4(p: v128, least: v128, most: v128): v128 {
  return f32x4.sub(f32x4.splat(0), log4(f32x4.pmin(f32x4.pmax(p, least), most)));
}

/** Their sum over `divisor`, each times its row's count, and 0 where that is; `counts` 0 where all are 1. */
function mean(losses: usize, counts: usize, rows: i32, divisor: f64): f32 {
  if (counts != 0) {
    const none = f32x4.splat(0);
    for (let n = rows, q = losses; n > 0; n -= 4, q += 16, counts += 16) {
      const c = loadLanes(counts, n);
      storeLanes(q, v128.andnot(f32x4.mul(loadLanes(q, n), c), f32x4.eq(c, none)), n);
    }
  }
  return <f32>(<f64>pairwiseSum(losses, rows) / divisor);
}

/** The mean of -log p at each row's class, p clipped; each row's goes to `losses`. */
export function crossEntropy(
  losses: usize, p: usize, targets: usize, bytes: i32, counts: usize, rows: i32, columns: i32, divisor: f64,
): f32 {
  lossesOf(losses, p, targets, bytes, rows, columns, LOWEST, HIGHEST);
  return mean(losses, counts, rows, divisor);
}

/** -log p of p = softmax(z), not clipped: where p is no normal number, its logarithm is z - ln Σ e^z. */
function exactLosses(losses: usize, p: usize, z: usize, targets: usize, bytes: i32, rows: i32, columns: i32): void {
  const below = lossesOf(losses, p, targets, bytes, rows, columns, f32.MIN_NORMAL_VALUE, 1);
  const down = <usize>columns << 2;
  for (let i = below ? 0 : rows; i < rows; i++, p += down, z += down) {
    const at = classOf(targets, bytes, i) << 2;
    if (!(load<f32>(p + at) < f32.MIN_NORMAL_VALUE)) continue;
    const most = <f64>maximum(z, columns);
    const rest = logSumExp(z, f64x2.splat(most), columns);
    store<f32>(losses + (<usize>i << 2), <f32>(most - <f64>load<f32>(z + at) + rest));
  }
}

/** dp = -one-hot / p / divisor, p no smaller than 1e-7, times the row's count. */
export function crossEntropyBackward(
  dp: usize, p: usize, targets: usize, bytes: i32, counts: usize, rows: i32, columns: i32, divisor: f64,
): void {
  memory.fill(dp, 0, <usize>(rows * columns) << 2);
  for (let i = 0; i < rows; i++) {
    const count: f32 = counts != 0 ? load<f32>(counts + (<usize>i << 2)) : 1;
    if (count == 0) continue;
    const at = (<usize>(i * columns) + classOf(targets, bytes, i)) << 2;
    const probability = load<f32>(p + at);
    const slope = <f32>-1 / (probability < LOWEST ? LOWEST : probability);
    store<f32>(dp + at, count == 1 ? slope / <f32>divisor : flushed1(slope * <f32>(<f64>count / divisor)));
  }
}

/** 0 where that is subnormal. */
function divide(a: usize, n: i32, divisor: f32): void {
  const over = f32x4.splat(divisor), least = f32x4.splat(f32.MIN_NORMAL_VALUE * divisor);
  for (; n >= 4; n -= 4, a += 16) v128.store(a, f32x4.div(flushedBelow(v128.load(a), least), over));
  storeLanes(a, f32x4.div(flushedBelow(loadLanes(a, n), least), over), n);
}

/** With fewer columns, a vector has elements of several rows. */
const FEW: i32 = 8;

/** Four rows of few columns at a time, each as it counts: over `divisor` where that is 1, 0 where that is 0, or else times count / divisor. */
function weigh(a: usize, counts: usize, rows: i32, columns: i32, divisor: f64): void {
  const over = f32x4.splat(<f32>divisor), least = f32x4.splat(f32.MIN_NORMAL_VALUE * <f32>divisor);
  const none = i32x4.splat(0), wide = f64x2.splat(divisor);
  // Which bytes of four rows' counts are those of each of their elements.
  for (let e = 0; e < 4 * columns; e++) store<i32>(TILE + (<usize>e << 2), 0x03020100 + 0x04040404 * (e / columns));
  for (; rows >= 4; rows -= 4, counts += 16) {
    const count = v128.load(counts);
    const once = f32x4.eq(count, one()), never = f32x4.eq(count, none);
    const some = v128.any_true(never), plain = i32x4.all_true(v128.or(once, never));
    let factor = count;
    if (!plain) factor = rounded(f64x2.div(low(count), wide), f64x2.div(high(count), wide));
    for (let end = a + (<usize>columns << 4), rowOf = TILE; a != end; a += 16, rowOf += 16) {
      const row = v128.load(rowOf), v = v128.load(a);
      let y = f32x4.div(flushedBelow(v, least), over);
      if (!plain) y = v128.bitselect(y, flushed(f32x4.mul(v, i8x16.swizzle(factor, row))), i8x16.swizzle(once, row));
      if (some) y = v128.andnot(y, i8x16.swizzle(never, row));
      v128.store(a, y);
    }
  }
}

/** 0 where that is subnormal. */
function multiply(a: usize, n: i32, factor: f32): void {
  const times = f32x4.splat(factor);
  for (; n >= 4; n -= 4, a += 16) v128.store(a, flushed(f32x4.mul(v128.load(a), times)));
  storeLanes(a, flushed(f32x4.mul(loadLanes(a, n), times)), n);
}

/** dz = (p - one-hot) / divisor, times the row's count, 0 where that is subnormal. */
export function softmaxCrossEntropyBackward(
  dz: usize, p: usize, targets: usize, bytes: i32, counts: usize, rows: i32, columns: i32, divisor: f64,
): void {
  memory.copy(dz, p, <usize>(rows * columns) << 2);
  for (let i = 0; i < rows; i++) {
    const at = dz + ((<usize>(i * columns) + classOf(targets, bytes, i)) << 2);
    store<f32>(at, load<f32>(at) - 1);
  }
  if (counts == 0) {
    divide(dz, rows * columns, <f32>divisor);
    return;
  }
  const down = <usize>columns << 2;
  if (columns < FEW) {
    weigh(dz, counts, rows, columns, divisor);
    const done = <usize>(rows & ~3);
    dz += down * done, counts += done << 2, rows &= 3;
  }
  for (; rows > 0; rows--, dz += down, counts += 4) {
    const count = load<f32>(counts);
    if (count == 0) memory.fill(dz, 0, down);
    else if (count == 1) divide(dz, columns, <f32>divisor);
    else multiply(dz, columns, <f32>(<f64>count / divisor));
  }
}

/** All of it: p = softmax(z), the losses, clipped unless `clip` is 0, their mean, and unless `dz` is 0 the gradient. */
export function softmaxCrossEntropy(
  p: usize, losses: usize, dz: usize, z: usize, targets: usize, bytes: i32, counts: usize, rows: i32, columns: i32,
  clip: f64, divisor: f64,
): f32 {
  softmax(p, z, rows, columns);
  if (dz != 0) softmaxCrossEntropyBackward(dz, p, targets, bytes, counts, rows, columns, divisor);
  if (clip > 0) lossesOf(losses, p, targets, bytes, rows, columns, <f32>clip, <f32>(1 - clip));
  else exactLosses(losses, p, z, targets, bytes, rows, columns);
  return mean(losses, counts, rows, divisor);
}

/** How many rows have their largest element, the first of equals, NaN above all, at their class. */
export function countCorrect(outputs: usize, targets: usize, bytes: i32, rows: i32, columns: i32): i32 {
  let correct = 0;
  for (let i = 0; i < rows; i++, outputs += <usize>columns << 2) {
    let best = 0;
    let most = load<f32>(outputs);
    for (let j = 1; j < columns; j++) {
      const value = load<f32>(outputs + (<usize>j << 2));
      const better = !(value <= most) && most == most;
      best = better ? j : best;
      most = better ? value : most;
    }
    correct += i32(<usize>best == classOf(targets, bytes, i));
  }
  return correct;
}
