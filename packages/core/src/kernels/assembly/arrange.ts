import { loadLanes, storeLanes } from "./lanes";

/** Four lanes, of which n are there, as T. */
// @ts-ignore: decorator
@inline
function put<T>(to: usize, v: v128, n: i32): void {
  if (sizeof<T>() == 4) {
    storeLanes(to, v, n);
    return;
  }
  if (n > 1) v128.store(to, f64x2.promote_low_f32x4(v));
  else v128.store64_lane(to, f64x2.promote_low_f32x4(v), 0);
  const high = f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1));
  if (n > 3) v128.store(to, high, 16);
  else if (n > 2) v128.store64_lane(to, high, 0, 16);
}

/** Four neighbours of each of four channels, `step` bytes apart: four rows of `to`. */
// @ts-ignore: decorator
@inline
export function turn<T>(to: usize, down: usize, p: usize, step: usize): void {
  const r0 = v128.load(p), r1 = v128.load(p + step), r2 = v128.load(p + (step << 1)), r3 = v128.load(p + step * 3);
  const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
  put<T>(to, i64x2.shuffle(low01, low23, 0, 2), 4), put<T>(to + down, i64x2.shuffle(low01, low23, 1, 3), 4);
  to += down << 1;
  put<T>(to, i64x2.shuffle(high01, high23, 0, 2), 4), put<T>(to + down, i64x2.shuffle(high01, high23, 1, 3), 4);
}

/** One element of each of up to four channels. */
// @ts-ignore: decorator
@inline
export function turn1<T>(to: usize, p: usize, step: usize, n: i32): void {
  let v = v128.load32_zero(p);
  if (n > 1) v = v128.load32_lane(p + step, v, 1);
  if (n > 2) v = v128.load32_lane(p + (step << 1), v, 2);
  if (n > 3) v = v128.load32_lane(p + step * 3, v, 3);
  put<T>(to, v, n);
}

/**
 * to[k, c] = from[at[k] + c·apart] as T, for `count` k and `channels` c; a row of `to` is `down` bytes from the next. `at`
 * are int32, and grow.
 */
// @ts-ignore: decorator
@inline
export function arrange<T>(
  to: usize, down: usize, from: usize, at: usize, count: i32, channels: i32, apart: i32,
): void {
  const step = <usize>apart << 2;
  const end = at + (<usize>count << 2);
  for (; channels > 0; channels -= 4, to += 4 * sizeof<T>(), from += step << 2) {
    const n = min(channels, 4);
    let q = to;
    for (let k = at; k != end; ) {
      const p = from + (<usize>load<i32>(k) << 2);
      if (n == 4 && apart != 1 && k + 16 <= end && load<i32>(k, 12) - load<i32>(k) == 3) {
        turn<T>(q, down, p, step);
        q += down << 2, k += 16;
        continue;
      }
      if (apart == 1) put<T>(q, loadLanes(p, n), n);
      else turn1<T>(q, p, step, n);
      q += down, k += 4;
    }
  }
}

export function arrange32(to: usize, down: i32, from: usize, at: usize, count: i32, channels: i32, apart: i32): void {
  arrange<f32>(to, <usize>down << 2, from, at, count, channels, apart);
}

export function arrange64(to: usize, down: i32, from: usize, at: usize, count: i32, channels: i32, apart: i32): void {
  arrange<f64>(to, <usize>down << 3, from, at, count, channels, apart);
}
