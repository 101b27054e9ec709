import { exp4 } from "./exp";
import { exponents, flushed, flushedBy } from "./flush";
import { loadLanes, storeLanes } from "./lanes";
import { TILE } from "./scratch";
import { pairwiseSum } from "./sum";

/** The largest of n ≥ 1 elements; one that is NaN may be passed over, as it makes the row's sum NaN anyway. */
export function maximum(a: usize, n: i32): f32 {
  let most = load<f32>(a);
  if (n >= 8) {
    let v = v128.load(a);
    for (a += 16, n -= 4; n >= 4; a += 16, n -= 4) v = f32x4.pmax(v, v128.load(a));
    v = f32x4.pmax(v, i64x2.shuffle(v, v, 1, 0));
    v = f32x4.pmax(v, i32x4.shuffle(v, v, 1, 0, 3, 2));
    most = f32x4.extract_lane(v, 0);
  }
  for (; n > 0; n--, a += 4) {
    const x = load<f32>(a);
    most = x > most ? x : most;
  }
  return most;
}

/** Below this many columns, rows are summed one by one. */
const FEW: i32 = 8;

/** Four rows of few columns: the lanes are rows. */
// @ts-ignore: decorator
@inline
function fourRows(y: usize, x: usize, down: usize, columns: i32): void {
  let most = f32x4.splat(-Infinity);
  for (let j = 0, to = TILE; j < columns; j++, x += 4, to += 16) {
    let v = v128.load32_zero(x);
    v = v128.load32_lane(x + down, v, 1);
    v = v128.load32_lane(x + (down << 1), v, 2);
    v = v128.load32_lane(x + down + (down << 1), v, 3);
    most = f32x4.pmax(most, v);
    v128.store(to, v);
  }
  let sum = f32x4.splat(0);
  const end = TILE + (<usize>columns << 4);
  for (let at = TILE; at != end; at += 16) {
    const v = exp4(f32x4.sub(v128.load(at), most));
    sum = f32x4.add(sum, v);
    v128.store(at, v);
  }
  // By way of memory: taking lanes out of a vector is slow.
  const y1 = y + down, y2 = y1 + down, y3 = y2 + down;
  for (let at = TILE, to: usize = 0; at != end; at += 16, to += 4) {
    v128.store(at, flushed(f32x4.div(v128.load(at), sum)));
    store<u32>(y + to, load<u32>(at));
    store<u32>(y1 + to, load<u32>(at, 4));
    store<u32>(y2 + to, load<u32>(at, 8));
    store<u32>(y3 + to, load<u32>(at, 12));
  }
}

// @ts-ignore: decorator
@inline
export function down4(x: usize, down: usize): v128 {
  let v = v128.load32_zero(x);
  v = v128.load32_lane(x + down, v, 1);
  v = v128.load32_lane(x + (down << 1), v, 2);
  return v128.load32_lane(x + down + (down << 1), v, 3);
}

// @ts-ignore: decorator
@inline
function putRow(to: usize, from: usize, wide: i32): void {
  store<u32>(to, load<u32>(from)), store<u32>(to, load<u32>(from, 16), 4);
  if (wide > 2) store<u32>(to, load<u32>(from, 32), 8);
  if (wide > 3) store<u32>(to, load<u32>(from, 48), 12);
}

/** Rows of two to four columns, all in registers. `wide` is the number of columns, a constant. */
// @ts-ignore: decorator
@inline
function narrow(y: usize, x: usize, rows: i32, wide: i32): void {
  const down: usize = wide << 2;
  for (; rows > 0; rows -= 4, x += down << 2, y += down << 2) {
    let v0 = down4(x, down), v1 = down4(x + 4, down), v2 = v1, v3 = v1;
    if (wide > 2) v2 = down4(x + 8, down);
    if (wide > 3) v3 = down4(x + 12, down);
    let most = f32x4.pmax(v0, v1);
    if (wide > 2) most = f32x4.pmax(most, v2);
    if (wide > 3) most = f32x4.pmax(most, v3);
    v0 = exp4(f32x4.sub(v0, most)), v1 = exp4(f32x4.sub(v1, most));
    let sum = f32x4.add(v0, v1);
    if (wide > 2) v2 = exp4(f32x4.sub(v2, most)), sum = f32x4.add(sum, v2);
    if (wide > 3) v3 = exp4(f32x4.sub(v3, most)), sum = f32x4.add(sum, v3);
    v128.store(TILE, flushed(f32x4.div(v0, sum))), v128.store(TILE, flushed(f32x4.div(v1, sum)), 16);
    if (wide > 2) v128.store(TILE, flushed(f32x4.div(v2, sum)), 32);
    if (wide > 3) v128.store(TILE, flushed(f32x4.div(v3, sum)), 48);
    // By way of memory: taking lanes out of a vector is slow.
    putRow(y, TILE, wide), putRow(y + down, TILE + 4, wide);
    putRow(y + (down << 1), TILE + 8, wide), putRow(y + down + (down << 1), TILE + 12, wide);
  }
}
function two(y: usize, x: usize, rows: i32): void {
  narrow(y, x, rows, 2);
}
function three(y: usize, x: usize, rows: i32): void {
  narrow(y, x, rows, 3);
}
function four(y: usize, x: usize, rows: i32): void {
  narrow(y, x, rows, 4);
}

/** y = exp(x - max) / Σ exp(x - max) for each row, summed in NumPy's order and flushed. y may be x. */
export function softmax(y: usize, x: usize, rows: i32, columns: i32): void {
  const down = <usize>columns << 2;
  if (columns < FEW) {
    const whole = rows & ~3;
    const next = x + <usize>whole * down;
    if (columns == 2) two(y, x, whole);
    else if (columns == 3) three(y, x, whole);
    else if (columns == 4) four(y, x, whole);
    else for (let to = y; x != next; x += down << 2, to += down << 2) fourRows(to, x, down, columns);
    rows -= whole, x = next, y += <usize>whole * down;
  }
  for (; rows > 0; rows--, x += down, y += down) {
    const most = f32x4.splat(maximum(x, columns));
    let at: usize = 0;
    let n = columns;
    for (; n >= 4; n -= 4, at += 16) v128.store(y + at, exp4(f32x4.sub(v128.load(x + at), most)));
    if (n > 0) storeLanes(y + at, exp4(f32x4.sub(loadLanes(x + at, n), most)), n);
    const sum = f32x4.splat(pairwiseSum(y, columns));
    const bits = exponents(), zero = i32x4.splat(0);
    for (n = columns, at = 0; n >= 4; n -= 4, at += 16) {
      v128.store(y + at, flushedBy(f32x4.div(v128.load(y + at), sum), bits, zero));
    }
    if (n > 0) storeLanes(y + at, flushed(f32x4.div(loadLanes(y + at, n), sum)), n);
  }
}

/** dx = y·(dy - Σ dy·y) for each row, the sum one by one, in float32 or (`float64`) in float64. */
export function softmaxBackward(dx: usize, dy: usize, y: usize, rows: i32, columns: i32, float64: bool): void {
  const down = <usize>columns << 2;
  for (; rows > 0; rows--, dx += down, dy += down, y += down) {
    let dot: f32 = 0;
    if (float64) {
      let sum: f64 = 0;
      for (let at: usize = 0; at < down; at += 4) sum += <f64>load<f32>(dy + at) * <f64>load<f32>(y + at);
      dot = <f32>sum;
    } else {
      for (let at: usize = 0; at < down; at += 4) dot += load<f32>(dy + at) * load<f32>(y + at);
    }
    const v = f32x4.splat(dot), bits = exponents(), zero = i32x4.splat(0);
    let n = columns;
    let at: usize = 0;
    for (; n >= 4; n -= 4, at += 16) {
      const slope = f32x4.mul(v128.load(y + at), f32x4.sub(v128.load(dy + at), v));
      v128.store(dx + at, flushedBy(slope, bits, zero));
    }
    storeLanes(dx + at, flushed(f32x4.mul(loadLanes(y + at, n), f32x4.sub(loadLanes(dy + at, n), v))), n);
  }
}
