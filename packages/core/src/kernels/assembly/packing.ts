import { fill } from "./gather";
import { loadLanes, storeLanes } from "./lanes";

/** n elements of float32, one after the other, as T. */
// @ts-ignore: decorator
@inline
function copied<T>(to: usize, from: usize, n: i32): void {
  if (sizeof<T>() == 8) {
    for (; n >= 2; n -= 2, to += 16, from += 8) v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
    if (n > 0) store<f64>(to, <f64>load<f32>(from));
  } else {
    for (; n >= 4; n -= 4, to += 16, from += 16) v128.store(to, v128.load(from));
    storeLanes(to, loadLanes(from, n), n);
  }
}

/** The same of elements that are `step` bytes apart, and go to where they are `beside` apart. */
// @ts-ignore: decorator
@inline
function spread<T>(to: usize, beside: usize, from: usize, step: usize, n: i32): void {
  for (; n > 0; n--, to += beside, from += step) store<T>(to, <T>load<f32>(from));
}

/**
 * Planes of an image laid out as `Packing` says. With `apart` above 1, so many channels lie side by side: plane (n, g, c)
 * is the g-th of them in plane (n, c), of `inner` c.
 */
// @ts-ignore: decorator
@inline
function pack<T>(
  out: usize, x: usize, planes: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
  apart: i32, inner: i32,
): void {
  const size = rows * phases * length;
  const beside = <usize>apart * sizeof<T>();
  const step = <usize>length * beside;
  const padded = top > 0 || left > 0 || rows > height || length * phases > width;
  if (padded && apart > 1) fill(out, 0, planes * size * (sizeof<T>() >> 2));
  for (let q = 0; q < planes; q++, x += <usize>(height * width) << 2) {
    let plane = out + <usize>q * size * sizeof<T>();
    if (apart > 1) {
      const whole = q / inner, c = q % inner;
      plane = out + (<usize>((whole / apart) * inner + c) * size * apart + whole % apart) * sizeof<T>();
    } else if (padded) fill(plane, 0, size * (sizeof<T>() >> 2));
    // The rows that lie in the image, of which each phase takes every `phases`th element.
    for (let r = top; r < min(rows, height + top); r++) {
      const row = x + (<usize>((r - top) * width) << 2);
      for (let phase = 0; phase < phases; phase++) {
        // As `firstAt` in the plain one: where this is below 0, the quotient does not matter.
        const before = left - phase;
        const from = min(max((before + phases - 1) / phases, 0), length);
        const end = min(max((width + before + phases - 1) / phases, 0), length);
        const to = plane + step * (r * phases + phase) + <usize>from * beside;
        const p = row + (<usize>(from * phases - before) << 2);
        if (phases == 1 && apart == 1) copied<T>(to, p, end - from);
        else spread<T>(to, beside, p, <usize>phases << 2, end - from);
      }
    }
  }
}

export function pack32(
  out: usize, x: usize, planes: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
  apart: i32, inner: i32,
): void {
  pack<f32>(out, x, planes, height, width, top, left, phases, rows, length, apart, inner);
}

export function pack64(
  out: usize, x: usize, planes: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
  apart: i32, inner: i32,
): void {
  pack<f64>(out, x, planes, height, width, top, left, phases, rows, length, apart, inner);
}
