import { loadLanes } from "./lanes";

/** The four pairs of sums, of a channel's or a row's elements by turns, as one. */
// @ts-ignore: decorator
@inline
export function total(s0: v128, s1: v128, s2: v128, s3: v128): f64 {
  return pair(s0) + pair(s1) + (pair(s2) + pair(s3));
}

// @ts-ignore: decorator
@inline
function pair(v: v128): f64 {
  return f64x2.extract_lane(v, 0) + f64x2.extract_lane(v, 1);
}

// @ts-ignore: decorator
@inline
export function low(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

// @ts-ignore: decorator
@inline
export function high(v: v128): v128 {
  return f64x2.promote_low_f32x4(i64x2.shuffle(v, v, 1, 1));
}

/** db[c] = Σ dy[n, c, p], in float64, rounded once: eight sums take turns along the area. */
export function sumChannels(db: usize, dy: usize, rows: i32, channels: i32, area: i32): void {
  const apart = <usize>area << 2;
  for (let c = 0; c < channels; c++, db += 4, dy += apart) {
    let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let n = 0, image = dy; n < rows; n++, image += apart * channels) {
      let left = area;
      let p = image;
      for (; left >= 8; left -= 8, p += 32) {
        const a = v128.load(p), b = v128.load(p, 16);
        s0 = f64x2.add(s0, low(a)), s1 = f64x2.add(s1, high(a));
        s2 = f64x2.add(s2, low(b)), s3 = f64x2.add(s3, high(b));
      }
      // What is missing is 0, which changes no sum: none is -0.
      const a = loadLanes(p, left), b = loadLanes(p + 16, left - 4);
      s0 = f64x2.add(s0, low(a)), s1 = f64x2.add(s1, high(a));
      s2 = f64x2.add(s2, low(b)), s3 = f64x2.add(s3, high(b));
    }
    store<f32>(db, <f32>total(s0, s1, s2, s3));
  }
}
