import { flushedBelow } from "./flush";
import { firstLanes, loadLanes, storeLanes } from "./lanes";
import { log4 } from "./log";
import { logSumExp } from "./soft-cross-entropy";
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
// @ts-ignore: decorator
@inline
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

/** The mean of -log p at each row's class, p clipped; each row's goes to `losses`. */
export function crossEntropy(losses: usize, p: usize, targets: usize, bytes: i32, rows: i32, columns: i32): f32 {
  lossesOf(losses, p, targets, bytes, rows, columns, LOWEST, HIGHEST);
  return <f32>(<f64>pairwiseSum(losses, rows) / <f64>rows);
}

/** The same of p = softmax(z), not clipped: where p is no normal number, its logarithm is z - ln Σ e^z. */
function exactCrossEntropy(
  losses: usize, p: usize, z: usize, targets: usize, bytes: i32, rows: i32, columns: i32,
): f32 {
  const below = lossesOf(losses, p, targets, bytes, rows, columns, f32.MIN_NORMAL_VALUE, 1);
  const down = <usize>columns << 2;
  for (let i = below ? 0 : rows; i < rows; i++, p += down, z += down) {
    const at = classOf(targets, bytes, i) << 2;
    if (!(load<f32>(p + at) < f32.MIN_NORMAL_VALUE)) continue;
    const most = <f64>maximum(z, columns);
    const rest = logSumExp(z, f64x2.splat(most), columns);
    store<f32>(losses + (<usize>i << 2), <f32>(most - <f64>load<f32>(z + at) + rest));
  }
  return <f32>(<f64>pairwiseSum(losses, rows) / <f64>rows);
}

/** dp = -one-hot / p / rows, p no smaller than 1e-7. */
export function crossEntropyBackward(dp: usize, p: usize, targets: usize, bytes: i32, rows: i32, columns: i32): void {
  memory.fill(dp, 0, <usize>(rows * columns) << 2);
  for (let i = 0; i < rows; i++) {
    const at = (<usize>(i * columns) + classOf(targets, bytes, i)) << 2;
    const probability = load<f32>(p + at);
    store<f32>(dp + at, -1 / (probability < LOWEST ? LOWEST : probability) / <f32>rows);
  }
}

/** dz = (p - one-hot) / rows, 0 where that is subnormal. */
export function softmaxCrossEntropyBackward(
  dz: usize, p: usize, targets: usize, bytes: i32, rows: i32, columns: i32,
): void {
  memory.copy(dz, p, <usize>(rows * columns) << 2);
  for (let i = 0; i < rows; i++) {
    const at = dz + ((<usize>(i * columns) + classOf(targets, bytes, i)) << 2);
    store<f32>(at, load<f32>(at) - 1);
  }
  const count = f32x4.splat(<f32>rows), least = f32x4.splat(f32.MIN_NORMAL_VALUE * <f32>rows);
  let n = rows * columns;
  for (; n >= 4; n -= 4, dz += 16) v128.store(dz, f32x4.div(flushedBelow(v128.load(dz), least), count));
  storeLanes(dz, f32x4.div(flushedBelow(loadLanes(dz, n), least), count), n);
}

/** All of it: p = softmax(z), the losses, `clipped` or not, their mean, and unless `dz` is 0 the gradient. */
export function softmaxCrossEntropy(
  p: usize, losses: usize, dz: usize, z: usize, targets: usize, bytes: i32, rows: i32, columns: i32, clipped: bool,
): f32 {
  softmax(p, z, rows, columns);
  if (dz != 0) softmaxCrossEntropyBackward(dz, p, targets, bytes, rows, columns);
  if (!clipped) return exactCrossEntropy(losses, p, z, targets, bytes, rows, columns);
  return crossEntropy(losses, p, targets, bytes, rows, columns);
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
