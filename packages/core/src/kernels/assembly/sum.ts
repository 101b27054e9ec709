import { flushed, flushed1 } from "./flush";
import { loadLanes, storeLanes } from "./lanes";

/** The sum of n elements in NumPy's order: as the plain `pairwiseSum`, whose eight sums are two vectors here. */
export function pairwiseSum(a: usize, n: i32): f32 {
  if (n < 8) {
    let sum: f32 = 0;
    for (; n > 0; n--, a += 4) sum += load<f32>(a);
    return sum;
  }
  if (n > 128) {
    const half = n >> 1;
    const first = half & ~7;
    return pairwiseSum(a, first) + pairwiseSum(a + (<usize>first << 2), n - first);
  }
  let r = v128.load(a), s = v128.load(a, 16);
  n -= 8, a += 32;
  for (; n >= 8; n -= 8, a += 32) {
    r = f32x4.add(r, v128.load(a));
    s = f32x4.add(s, v128.load(a, 16));
  }
  let sum = four(r) + four(s);
  for (; n > 0; n--, a += 4) sum += load<f32>(a);
  return sum;
}

// @ts-ignore: decorator
@inline
function four(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** db[j] = Σᵢ dy[i, j], row after row; a single column in NumPy's order for a contiguous run. */
export function sumRows(db: usize, dy: usize, rows: i32, columns: i32): void {
  if (columns == 1) {
    const sum = pairwiseSum(dy, rows);
    store<f32>(db, flushed1(sum));
    return;
  }
  const down = <usize>columns << 2;
  for (; columns >= 32; columns -= 32, db += 128, dy += 128) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    for (let i = 0, p = dy; i < rows; i++, p += down) {
      s0 = f32x4.add(s0, v128.load(p));
      s1 = f32x4.add(s1, v128.load(p, 16));
      s2 = f32x4.add(s2, v128.load(p, 32));
      s3 = f32x4.add(s3, v128.load(p, 48));
      s4 = f32x4.add(s4, v128.load(p, 64));
      s5 = f32x4.add(s5, v128.load(p, 80));
      s6 = f32x4.add(s6, v128.load(p, 96));
      s7 = f32x4.add(s7, v128.load(p, 112));
    }
    v128.store(db, flushed(s0)), v128.store(db, flushed(s1), 16), v128.store(db, flushed(s2), 32), v128.store(db, flushed(s3), 48);
    v128.store(db, flushed(s4), 64), v128.store(db, flushed(s5), 80), v128.store(db, flushed(s6), 96), v128.store(db, flushed(s7), 112);
  }
  for (; columns > 0; columns -= 4, db += 16, dy += 16) {
    let sum = f32x4.splat(0);
    for (let i = 0, p = dy; i < rows; i++, p += down) sum = f32x4.add(sum, loadLanes(p, columns));
    storeLanes(db, flushed(sum), columns);
  }
}
