import { flush } from "./flush";
import { loadLanes, storeLanes, rounded } from "./lanes";

/** Of n spots, below a vector's number of lanes: elements of the packed image … */
// @ts-ignore: decorator
@inline
function someOfImage<T>(p: usize, n: i32): v128 {
  return sizeof<T>() == 8 ? v128.load64_zero(p) : loadLanes(p, n);
}

/** … and of dy, as T. */
// @ts-ignore: decorator
@inline
function some<T>(p: usize, n: i32): v128 {
  return sizeof<T>() == 8 ? f64x2.promote_low_f32x4(v128.load32_zero(p)) : loadLanes(p, n);
}

// @ts-ignore: decorator
@inline
function all<T>(p: usize): v128 {
  return sizeof<T>() == 8 ? f64x2.promote_low_f32x4(v128.load64_zero(p)) : v128.load(p);
}

/** `to` plus the sums of each of four vectors' lanes; in float64, rounded once. */
// @ts-ignore: decorator
@inline
function added<T>(to: v128, c0: v128, c1: v128, c2: v128, c3: v128): v128 {
  if (sizeof<T>() == 8) {
    const low = f64x2.add(i64x2.shuffle(c0, c1, 0, 2), i64x2.shuffle(c0, c1, 1, 3));
    const high = f64x2.add(i64x2.shuffle(c2, c3, 0, 2), i64x2.shuffle(c2, c3, 1, 3));
    return rounded(
      f64x2.add(f64x2.promote_low_f32x4(to), low),
      f64x2.add(f64x2.promote_low_f32x4(i64x2.shuffle(to, to, 1, 1)), high),
    );
  }
  const low01 = i32x4.shuffle(c0, c1, 0, 4, 1, 5), high01 = i32x4.shuffle(c0, c1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(c2, c3, 0, 4, 1, 5), high23 = i32x4.shuffle(c2, c3, 2, 6, 3, 7);
  const left = f32x4.add(i64x2.shuffle(low01, low23, 0, 2), i64x2.shuffle(low01, low23, 1, 3));
  const right = f32x4.add(i64x2.shuffle(high01, high23, 0, 2), i64x2.shuffle(high01, high23, 1, 3));
  return f32x4.add(to, f32x4.add(left, right));
}

/** One or two channels (`high`) and up to four taps (`wide`), both constants; the lanes are spots. */
// @ts-ignore: decorator
@inline
function block<T>(
  dw: usize, down: usize, dy: usize, area: usize, image: usize, taps: usize, rows: i32, columns: i32, rowStep: usize,
  high: i32, wide: i32,
): void {
  const lanes: i32 = 16 / sizeof<T>();
  const zero = i32x4.splat(0);
  let c00 = zero, c01 = zero, c02 = zero, c03 = zero, c10 = zero, c11 = zero, c12 = zero, c13 = zero;
  let p0 = image + <usize>load<i32>(taps) * sizeof<T>(), p1 = p0, p2 = p0, p3 = p0;
  if (wide > 1) p1 = image + <usize>load<i32>(taps, 4) * sizeof<T>();
  if (wide > 2) p2 = image + <usize>load<i32>(taps, 8) * sizeof<T>();
  if (wide > 3) p3 = image + <usize>load<i32>(taps, 12) * sizeof<T>();
  let q = dy;
  for (; rows > 0; rows--, p0 += rowStep, p1 += rowStep, p2 += rowStep, p3 += rowStep) {
    let at: usize = 0, x = columns;
    for (; x >= lanes; x -= lanes, at += 16, q += 4 * lanes) {
      const d0 = all<T>(q), d1 = high > 1 ? all<T>(q + area) : zero;
      let v = v128.load(p0 + at);
      c00 = v128.add<T>(c00, v128.mul<T>(d0, v));
      if (high > 1) c10 = v128.add<T>(c10, v128.mul<T>(d1, v));
      if (wide > 1) {
        v = v128.load(p1 + at), c01 = v128.add<T>(c01, v128.mul<T>(d0, v));
        if (high > 1) c11 = v128.add<T>(c11, v128.mul<T>(d1, v));
      }
      if (wide > 2) {
        v = v128.load(p2 + at), c02 = v128.add<T>(c02, v128.mul<T>(d0, v));
        if (high > 1) c12 = v128.add<T>(c12, v128.mul<T>(d1, v));
      }
      if (wide > 3) {
        v = v128.load(p3 + at), c03 = v128.add<T>(c03, v128.mul<T>(d0, v));
        if (high > 1) c13 = v128.add<T>(c13, v128.mul<T>(d1, v));
      }
    }
    if (x > 0) {
      const d0 = some<T>(q, x), d1 = high > 1 ? some<T>(q + area, x) : zero;
      let v = someOfImage<T>(p0 + at, x);
      c00 = v128.add<T>(c00, v128.mul<T>(d0, v));
      if (high > 1) c10 = v128.add<T>(c10, v128.mul<T>(d1, v));
      if (wide > 1) {
        v = someOfImage<T>(p1 + at, x), c01 = v128.add<T>(c01, v128.mul<T>(d0, v));
        if (high > 1) c11 = v128.add<T>(c11, v128.mul<T>(d1, v));
      }
      if (wide > 2) {
        v = someOfImage<T>(p2 + at, x), c02 = v128.add<T>(c02, v128.mul<T>(d0, v));
        if (high > 1) c12 = v128.add<T>(c12, v128.mul<T>(d1, v));
      }
      if (wide > 3) {
        v = someOfImage<T>(p3 + at, x), c03 = v128.add<T>(c03, v128.mul<T>(d0, v));
        if (high > 1) c13 = v128.add<T>(c13, v128.mul<T>(d1, v));
      }
      q += <usize>x << 2;
    }
  }
  storeLanes(dw, added<T>(loadLanes(dw, wide), c00, c01, c02, c03), wide);
  if (high > 1) storeLanes(dw + down, added<T>(loadLanes(dw + down, wide), c10, c11, c12, c13), wide);
}

function four<T>(
  dw: usize, down: usize, dy: usize, area: usize, image: usize, taps: usize, rows: i32, columns: i32, rowStep: usize,
  high: i32,
): void {
  if (high > 1) block<T>(dw, down, dy, area, image, taps, rows, columns, rowStep, 2, 4);
  else block<T>(dw, down, dy, area, image, taps, rows, columns, rowStep, 1, 4);
}
function three<T>(
  dw: usize, down: usize, dy: usize, area: usize, image: usize, taps: usize, rows: i32, columns: i32, rowStep: usize,
  high: i32,
): void {
  if (high > 1) block<T>(dw, down, dy, area, image, taps, rows, columns, rowStep, 2, 3);
  else block<T>(dw, down, dy, area, image, taps, rows, columns, rowStep, 1, 3);
}
function two<T>(
  dw: usize, down: usize, dy: usize, area: usize, image: usize, taps: usize, rows: i32, columns: i32, rowStep: usize,
  high: i32,
): void {
  if (high > 1) block<T>(dw, down, dy, area, image, taps, rows, columns, rowStep, 2, 2);
  else block<T>(dw, down, dy, area, image, taps, rows, columns, rowStep, 1, 2);
}
function one<T>(
  dw: usize, down: usize, dy: usize, area: usize, image: usize, taps: usize, rows: i32, columns: i32, rowStep: usize,
  high: i32,
): void {
  if (high > 1) block<T>(dw, down, dy, area, image, taps, rows, columns, rowStep, 2, 1);
  else block<T>(dw, down, dy, area, image, taps, rows, columns, rowStep, 1, 1);
}

// @ts-ignore: decorator
@inline
function gradient<T>(
  dw: usize, dy: usize, image: usize, taps: usize, count: i32, channels: i32, rows: i32, columns: i32, rowStep: i32,
): void {
  const area = <usize>(rows * columns) << 2;
  const step = <usize>rowStep * sizeof<T>();
  const down = <usize>count << 2;
  const first = dw, length = count * channels;
  for (; channels > 0; channels -= 2, dw += down << 1, dy += area << 1) {
    let at: usize = 0;
    for (let left = count; left > 0; ) {
      // Never one alone if it can be helped: its two sums would wait for their last additions.
      const wide = left >= 7 || left == 4 ? 4 : min(left, 3);
      if (wide == 4) four<T>(dw + at, down, dy, area, image, taps + at, rows, columns, step, channels);
      else if (wide == 3) three<T>(dw + at, down, dy, area, image, taps + at, rows, columns, step, channels);
      else if (wide == 2) two<T>(dw + at, down, dy, area, image, taps + at, rows, columns, step, channels);
      else one<T>(dw + at, down, dy, area, image, taps + at, rows, columns, step, channels);
      left -= wide, at += <usize>wide << 2;
    }
  }
  flush(first, length);
}

export function correlateGradient32(
  dw: usize, dy: usize, image: usize, taps: usize, count: i32, channels: i32, rows: i32, columns: i32, rowStep: i32,
): void {
  gradient<f32>(dw, dy, image, taps, count, channels, rows, columns, rowStep);
}

export function correlateGradient64(
  dw: usize, dy: usize, image: usize, taps: usize, count: i32, channels: i32, rows: i32, columns: i32, rowStep: i32,
): void {
  gradient<f64>(dw, dy, image, taps, count, channels, rows, columns, rowStep);
}
