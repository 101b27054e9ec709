import { turn, turn1 } from "./arrange";
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

/** The same of up to four channels, which are `apart` bytes from each other and get EIGHT elements for each of theirs. */
// @ts-ignore: decorator
@inline
function beside<T>(to: usize, from: usize, step: usize, n: i32, apart: usize, channels: i32): void {
  const down = EIGHT * sizeof<T>();
  if (channels == 4 && step == 4) {
    for (; n >= 4; n -= 4, to += down << 2, from += 16) turn<T>(to, down, from, apart);
  }
  for (; n > 0; n--, to += down, from += step) turn1<T>(to, from, apart, channels);
}

/** How many groups lie side by side. */
const EIGHT: usize = 8;

/**
 * Planes of images laid out as `Packing` says; where there are several groups, `inner` planes to each, eight of them side by
 * side: then an element is one of each, 0 where there are no eight.
 */
// @ts-ignore: decorator
@inline
function pack<T>(
  out: usize, x: usize, images: i32, groups: i32, inner: i32, height: i32, width: i32, top: i32, left: i32, phases: i32,
  rows: i32, length: i32,
): void {
  const together: i32 = groups > 1 ? <i32>EIGHT : 1, four = groups > 1 ? 4 : 1;
  const size = <usize>(rows * phases * length * together) * sizeof<T>();
  const area = <usize>(height * width) << 2, apart = area * inner;
  const step = <usize>(length * together) * sizeof<T>();
  const padded = top > 0 || left > 0 || rows > height || length * phases > width || groups % together > 0;
  for (; images > 0; images--, x += apart * groups) {
    for (let g = 0; g < groups; g += together) {
      for (let c = 0; c < inner; c++, out += size) {
        if (padded) fill(out, 0, <i32>(size >> 2));
        const channels = min(groups - g, together);
        for (let lane = 0; lane < channels; lane += four) {
          const image = x + apart * (g + lane) + area * c;
          // The rows that lie in the image, of which each phase takes every `phases`th element.
          for (let r = top; r < min(rows, height + top); r++) {
            const row = image + (<usize>((r - top) * width) << 2);
            for (let phase = 0; phase < phases; phase++) {
              // As `firstAt` in the plain one: where this is below 0, the quotient does not matter.
              const before = left - phase;
              const from = min(max((before + phases - 1) / phases, 0), length);
              const end = min(max((width + before + phases - 1) / phases, 0), length);
              const to = out + step * (r * phases + phase) + <usize>(from * together + lane) * sizeof<T>();
              const p = row + (<usize>(from * phases - before) << 2);
              if (groups > 1) beside<T>(to, p, <usize>phases << 2, end - from, apart, min(channels - lane, 4));
              else if (phases == 1) copied<T>(to, p, end - from);
              else spread<T>(to, p, <usize>phases << 2, end - from);
            }
          }
        }
      }
    }
  }
}

export function pack32(
  out: usize, x: usize, images: i32, groups: i32, inner: i32, height: i32, width: i32, top: i32, left: i32, phases: i32,
  rows: i32, length: i32,
): void {
  pack<f32>(out, x, images, groups, inner, height, width, top, left, phases, rows, length);
}

export function pack64(
  out: usize, x: usize, images: i32, groups: i32, inner: i32, height: i32, width: i32, top: i32, left: i32, phases: i32,
  rows: i32, length: i32,
): void {
  pack<f64>(out, x, images, groups, inner, height, width, top, left, phases, rows, length);
}
