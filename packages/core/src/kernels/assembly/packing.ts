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

/** The same of elements that are `step` bytes apart. */
// @ts-ignore: decorator
@inline
function spread<T>(to: usize, from: usize, step: usize, n: i32): void {
  for (; n > 0; n--, to += sizeof<T>(), from += step) store<T>(to, <T>load<f32>(from));
}

// @ts-ignore: decorator
@inline
function pack<T>(
  out: usize, x: usize, channels: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
): void {
  const step = <usize>length * sizeof<T>();
  const padded = top > 0 || left > 0 || rows > height || length * phases > width;
  for (; channels > 0; channels--, x += <usize>(height * width) << 2, out += step * phases * rows) {
    if (padded) fill(out, 0, rows * phases * length * (sizeof<T>() >> 2));
    // The rows that lie in the image, of which each phase takes every `phases`th element.
    for (let r = top; r < min(rows, height + top); r++) {
      const row = x + (<usize>((r - top) * width) << 2);
      for (let phase = 0; phase < phases; phase++) {
        // As `firstAt` in the plain one: where this is below 0, the quotient does not matter.
        const before = left - phase;
        const from = min(max((before + phases - 1) / phases, 0), length);
        const end = min(max((width + before + phases - 1) / phases, 0), length);
        const to = out + step * (r * phases + phase) + <usize>from * sizeof<T>();
        const p = row + (<usize>(from * phases - before) << 2);
        if (phases == 1) copied<T>(to, p, end - from);
        else spread<T>(to, p, <usize>phases << 2, end - from);
      }
    }
  }
}

export function pack32(
  out: usize, x: usize, channels: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
): void {
  pack<f32>(out, x, channels, height, width, top, left, phases, rows, length);
}

export function pack64(
  out: usize, x: usize, channels: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
): void {
  pack<f64>(out, x, channels, height, width, top, left, phases, rows, length);
}
