import { loadLanes, storeLanes } from "./lanes";
import { TILE } from "./scratch";

const PARITY: i32 = 0x1bd11bda;

// @ts-ignore: decorator
@inline
function rotated(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

/** y = x·mask, and the mask, of one vector of words. */
// @ts-ignore: decorator
@inline
function masked(y: usize, x: usize, mask: usize, words: v128, bound: v128, scale: v128): void {
  const m = v128.and(scale, i32x4.ge_u(words, bound));
  v128.store(mask, m);
  v128.store(y, f32x4.mul(v128.load(x), m));
}

/**
 * Of n elements, a multiple of 8, of which the first is number `first`. Without a branch on where they end, into which V8
 * would move all the rounds, once for each vector that is stored.
 */
function blocks(
  y: usize, x: usize, mask: usize, n: i32, first: i32, k0: i32, k1: i32, bound: i32, scale: f32,
): void {
  const low = i32x4.splat(k0), high = i32x4.splat(k1), parity = i32x4.splat(k0 ^ k1 ^ PARITY);
  const least = i32x4.splat(bound), kept = f32x4.splat(scale);
  let counter = i32x4.add(i32x4(0, 1, 2, 3), i32x4.splat(first >> 1));
  for (; n > 0; n -= 8, y += 32, x += 32, mask += 32) {
    let a = i32x4.add(counter, low), b = high;
    counter = i32x4.add(counter, i32x4.splat(4));
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 13), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 15), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 26), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 6), a);
    a = i32x4.add(a, high), b = i32x4.add(b, i32x4.add(parity, i32x4.splat(1)));
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 17), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 29), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 16), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 24), a);
    a = i32x4.add(a, parity), b = i32x4.add(b, i32x4.add(low, i32x4.splat(2)));
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 13), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 15), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 26), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 6), a);
    a = i32x4.add(a, low), b = i32x4.add(b, i32x4.add(high, i32x4.splat(3)));
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 17), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 29), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 16), a);
    a = i32x4.add(a, b), b = v128.xor(rotated(b, 24), a);
    a = i32x4.add(a, high), b = i32x4.add(b, i32x4.add(parity, i32x4.splat(4)));
    masked(y, x, mask, a, least, kept);
    masked(y + 16, x + 16, mask + 16, b, least, kept);
  }
}

/** The plain `dropoutForward`'s loop, with the key and the least word that an element is kept by. y may be x. */
export function dropout(y: usize, x: usize, mask: usize, n: i32, k0: i32, k1: i32, bound: i32, scale: f32): void {
  const whole = n & ~7, left = n - whole, done = <usize>whole << 2;
  blocks(y, x, mask, whole, 0, k0, k1, bound, scale);
  if (left == 0) return;
  y += done, x += done, mask += done;
  v128.store(TILE, loadLanes(x, left)), v128.store(TILE, loadLanes(x + 16, left - 4), 16);
  blocks(TILE, TILE, TILE + 32, 8, whole, k0, k1, bound, scale);
  storeLanes(y, v128.load(TILE), left), storeLanes(y + 16, v128.load(TILE, 16), left - 4);
  storeLanes(mask, v128.load(TILE, 32), left), storeLanes(mask + 16, v128.load(TILE, 48), left - 4);
}
