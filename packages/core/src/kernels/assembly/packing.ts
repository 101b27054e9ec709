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

// @ts-ignore: decorator
@inline
function pack<T>(
  out: usize, x: usize, channels: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
): void {
  for (; channels > 0; channels--, x += <usize>(height * width) << 2) {
    for (let r = 0; r < rows; r++) {
      const iy = r - top;
      const inside = iy >= 0 && iy < height;
      for (let phase = 0; phase < phases; phase++) {
        // As `firstAt` in the plain one: of what is below 0, the quotient is of no consequence.
        const before = left - phase;
        const from = inside ? min(max((before + phases - 1) / phases, 0), length) : length;
        const end = inside ? min(max((width + before + phases - 1) / phases, 0), length) : length;
        for (let j = 0; j < from; j++, out += sizeof<T>()) store<T>(out, 0);
        let p = x + (<usize>(iy * width + from * phases - before) << 2);
        if (phases == 1) {
          if (end > from) copied<T>(out, p, end - from), (out += <usize>(end - from) * sizeof<T>());
        } else {
          for (let j = from; j < end; j++, out += sizeof<T>(), p += <usize>phases << 2) store<T>(out, <T>load<f32>(p));
        }
        for (let j = end; j < length; j++, out += sizeof<T>()) store<T>(out, 0);
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
