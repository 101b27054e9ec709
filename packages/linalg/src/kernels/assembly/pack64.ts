import { loadLanes } from "./lanes";

// Like pack32, but promoted to float64 and with panels of four columns.

// @ts-ignore: decorator
@inline
export function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
export function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 0));
}

/** Copies `columns` columns of B to `to`, in panels of four; past the last column, zeros. */
export function panels64(to: usize, b: usize, bDown: usize, depth: i32, columns: i32): void {
  for (; columns > 0; columns -= 4, b += 16) columns64(to, b, bDown, depth, columns), (to += <usize>depth << 5);
}

/** The same from Bᵀ. */
export function panelsTransposed64(to: usize, b: usize, bRight: usize, depth: i32, columns: i32): void {
  for (; columns > 0; columns -= 4, b += bRight << 2, to += <usize>depth << 5) transpose64(to, b, bRight, depth, columns);
}

/** Up to four columns, side by side; then zeros. */
export function columns64(to: usize, a: usize, aDown: usize, depth: i32, columns: i32): void {
  for (; depth > 0; depth--, a += aDown, to += 32) {
    const v = loadLanes(a, columns);
    v128.store(to, low(v)), v128.store(to, high(v), 16);
  }
}

/** Four columns of `to` are up to four rows of `from`; then zeros. */
export function transpose64(to: usize, from: usize, fromDown: usize, length: i32, rows: i32): void {
  const p1 = fromDown, p2 = fromDown << 1, p3 = p1 + p2;
  if (rows >= 4) {
    for (; length >= 4; length -= 4, from += 16, to += 128) {
      const r0 = v128.load(from), r1 = v128.load(from + p1), r2 = v128.load(from + p2), r3 = v128.load(from + p3);
      const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
      const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
      v128.store(to, low(low01)), v128.store(to, low(low23), 16);
      v128.store(to, high(low01), 32), v128.store(to, high(low23), 48);
      v128.store(to, low(high01), 64), v128.store(to, low(high23), 80);
      v128.store(to, high(high01), 96), v128.store(to, high(high23), 112);
    }
  }
  for (; length > 0; length--, from += 4, to += 32) {
    let v = v128.load32_zero(from);
    if (rows > 1) v = v128.load32_lane(from + p1, v, 1);
    if (rows > 2) v = v128.load32_lane(from + p2, v, 2);
    if (rows > 3) v = v128.load32_lane(from + p3, v, 3);
    v128.store(to, low(v)), v128.store(to, high(v), 16);
  }
}

/** Two rows of float32, `down` bytes apart, interleaved. */
export function pairs(to: usize, from: usize, down: usize, length: i32): void {
  for (; length >= 4; length -= 4, from += 16, to += 32) {
    const r0 = v128.load(from), r1 = v128.load(from + down);
    v128.store(to, i32x4.shuffle(r0, r1, 0, 4, 1, 5)), v128.store(to, i32x4.shuffle(r0, r1, 2, 6, 3, 7), 16);
  }
  for (; length > 0; length--, from += 4, to += 8) {
    store<u32>(to, load<u32>(from)), store<u32>(to, load<u32>(from + down), 4);
  }
}
