import { loadLanes, storeLanes } from "./lanes";

/** out = a·b, element by element. */
export function multiply(out: usize, a: usize, b: usize, n: i32): void {
  for (; n >= 4; n -= 4, out += 16, a += 16, b += 16) v128.store(out, f32x4.mul(v128.load(a), v128.load(b)));
  storeLanes(out, f32x4.mul(loadLanes(a, n), loadLanes(b, n)), n);
}

/** out = a + b, element by element. */
export function add(out: usize, a: usize, b: usize, n: i32): void {
  for (; n >= 4; n -= 4, out += 16, a += 16, b += 16) v128.store(out, f32x4.add(v128.load(a), v128.load(b)));
  storeLanes(out, f32x4.add(loadLanes(a, n), loadLanes(b, n)), n);
}
