import { exponents, flushedBy } from "./flush";
import { storeLanes } from "./lanes";

/** Writes the sums of up to a vector's spots, `step` bytes apart. */
// @ts-ignore: decorator
@inline
function put<T>(out: usize, step: usize, sums: v128, bias: v128, bits: v128, n: i32): void {
  if (sizeof<T>() == 8) sums = f32x4.demote_f64x2_zero(sums);
  sums = flushedBy(f32x4.add(sums, bias), bits, i32x4.splat(0));
  if (step == 4) {
    if (sizeof<T>() == 8 && n >= 2) v128.store64_lane(out, sums, 0);
    else storeLanes(out, sums, n);
    return;
  }
  v128.store32_lane(out, sums, 0);
  if (n > 1) v128.store32_lane(out + step, sums, 1);
  if (sizeof<T>() == 4) {
    if (n > 2) v128.store32_lane(out + (step << 1), sums, 2);
    if (n > 3) v128.store32_lane(out + step * 3, sums, 3);
  }
}

/** Two vectors of spots and up to four channels; the lanes are spots. `wide` is the number of channels, a constant. */
// @ts-ignore: decorator
@inline
function strip<T>(
  q0: usize, q1: usize, p0: usize, p1: usize, n: i32, taps: usize, end: usize, w: usize, down: usize, bias: usize,
  area: usize, step: usize, wide: i32,
): void {
  const zero = i32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  for (; taps != end; taps += 4, w += down) {
    const at = <usize>load<i32>(taps) * sizeof<T>();
    const x0 = v128.load(p0 + at), x1 = v128.load(p1 + at);
    let s = v128.load_splat<T>(w);
    c00 = v128.add<T>(c00, v128.mul<T>(s, x0)), c01 = v128.add<T>(c01, v128.mul<T>(s, x1));
    if (wide > 1) {
      s = v128.load_splat<T>(w, sizeof<T>());
      c10 = v128.add<T>(c10, v128.mul<T>(s, x0)), c11 = v128.add<T>(c11, v128.mul<T>(s, x1));
    }
    if (wide > 2) {
      s = v128.load_splat<T>(w, 2 * sizeof<T>());
      c20 = v128.add<T>(c20, v128.mul<T>(s, x0)), c21 = v128.add<T>(c21, v128.mul<T>(s, x1));
    }
    if (wide > 3) {
      s = v128.load_splat<T>(w, 3 * sizeof<T>());
      c30 = v128.add<T>(c30, v128.mul<T>(s, x0)), c31 = v128.add<T>(c31, v128.mul<T>(s, x1));
    }
  }
  const bits = exponents();
  let b = bias ? v128.load32_splat(bias) : zero;
  put<T>(q0, step, c00, b, bits, n), put<T>(q1, step, c01, b, bits, n);
  if (wide > 1) {
    b = bias ? v128.load32_splat(bias, 4) : zero;
    put<T>(q0 + area, step, c10, b, bits, n), put<T>(q1 + area, step, c11, b, bits, n);
  }
  if (wide > 2) {
    b = bias ? v128.load32_splat(bias, 8) : zero;
    put<T>(q0 + (area << 1), step, c20, b, bits, n), put<T>(q1 + (area << 1), step, c21, b, bits, n);
  }
  if (wide > 3) {
    b = bias ? v128.load32_splat(bias, 12) : zero;
    put<T>(q0 + area * 3, step, c30, b, bits, n), put<T>(q1 + area * 3, step, c31, b, bits, n);
  }
}

/** All channels of two vectors of spots, which may be the same. */
function strips<T>(
  q0: usize, q1: usize, p0: usize, p1: usize, n: i32, taps: usize, end: usize, w: usize, bias: usize,
  channels: i32, area: usize, step: usize,
): void {
  const down = <usize>channels * sizeof<T>();
  for (; channels >= 4; channels -= 4) {
    strip<T>(q0, q1, p0, p1, n, taps, end, w, down, bias, area, step, 4);
    q0 += area << 2, q1 += area << 2, w += 4 * sizeof<T>();
    if (bias) bias += 16;
  }
  if (channels == 3) strip<T>(q0, q1, p0, p1, n, taps, end, w, down, bias, area, step, 3);
  else if (channels == 2) strip<T>(q0, q1, p0, p1, n, taps, end, w, down, bias, area, step, 2);
  else if (channels == 1) strip<T>(q0, q1, p0, p1, n, taps, end, w, down, bias, area, step, 1);
}

/** A row's last vector overlaps the one before it, whose sums are then written once more. */
// @ts-ignore: decorator
@inline
function correlate<T>(
  out: usize, image: usize, w: usize, bias: usize, taps: usize, count: i32, channels: i32, area: i32,
  rows: i32, columns: i32, rowStep: i32, outRow: i32, outColumn: i32,
): void {
  const lanes: i32 = 16 / sizeof<T>();
  const n = min(columns, lanes);
  const end = taps + (<usize>count << 2);
  const step = <usize>outColumn << 2;
  const plane = <usize>area << 2;
  let p0: usize = 0, q0: usize = 0;
  for (; rows > 0; rows--, image += <usize>rowStep * sizeof<T>(), out += <usize>outRow << 2) {
    for (let x = 0; x < columns; x += lanes) {
      const at = <usize>max(min(x, columns - lanes), 0);
      const p = image + at * sizeof<T>(), q = out + at * step;
      if (p0) strips<T>(q0, q, p0, p, n, taps, end, w, bias, channels, plane, step), (p0 = 0);
      else (p0 = p), (q0 = q);
    }
  }
  if (p0) strips<T>(q0, q0, p0, p0, n, taps, end, w, bias, channels, plane, step);
}

export function correlate32(
  out: usize, image: usize, w: usize, bias: usize, taps: usize, count: i32, channels: i32, area: i32,
  rows: i32, columns: i32, rowStep: i32, outRow: i32, outColumn: i32,
): void {
  correlate<f32>(out, image, w, bias, taps, count, channels, area, rows, columns, rowStep, outRow, outColumn);
}

export function correlate64(
  out: usize, image: usize, w: usize, bias: usize, taps: usize, count: i32, channels: i32, area: i32,
  rows: i32, columns: i32, rowStep: i32, outRow: i32, outColumn: i32,
): void {
  correlate<f64>(out, image, w, bias, taps, count, channels, area, rows, columns, rowStep, outRow, outColumn);
}
