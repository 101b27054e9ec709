import { loadLanes, storeLanes } from "./lanes";

/** Row i of `out` is row `indices[i]` (int32) of `source`; elements of 4 bytes. */
export function gatherRows(out: usize, source: usize, indices: usize, count: i32, columns: i32): void {
  const down = <usize>columns << 2;
  for (; count > 0; count--, indices += 4) {
    let from = source + <usize>load<i32>(indices) * down;
    let n = columns;
    for (; n >= 4; n -= 4, out += 16, from += 16) v128.store(out, v128.load(from));
    storeLanes(out, loadLanes(from, n), n);
    out += <usize>n << 2;
  }
}

/** out[i] = source[indices[i]], elements of one byte. */
export function gatherBytes(out: usize, source: usize, indices: usize, count: i32): void {
  for (; count > 0; count--, indices += 4, out++) store<u8>(out, load<u8>(source + <usize>load<i32>(indices)));
}

/** n times the same element of 4 bytes. */
export function fill(out: usize, value: f32, n: i32): void {
  const v = f32x4.splat(value);
  for (; n >= 4; n -= 4, out += 16) v128.store(out, v);
  storeLanes(out, v, n);
}
