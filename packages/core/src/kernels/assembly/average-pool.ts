import { high, low } from "./channels";
import { flushed1, large32, settled } from "./flush";
import { fill } from "./gather";
import { across, endInside, firstInside, storeApart } from "./windows";

/** Of four windows that are `right` apart. */
// @ts-ignore: decorator
@inline
function means(x: usize, row: usize, rows: i32, wide: i32, right: i32, count: f64): v128 {
  let left = f64x2.splat(0), last = left;
  for (; rows > 0; rows--, x += row) {
    for (let kx: usize = 0; kx < <usize>wide << 2; kx += 4) {
      const v = across(x + kx, right);
      left = f64x2.add(left, low(v)), last = f64x2.add(last, high(v));
    }
  }
  return settled(f64x2.div(left, f64x2.splat(count)), f64x2.div(last, f64x2.splat(count)));
}

/** y = the mean of each window; it is divided by the elements within `padY` and `padX` of the image. */
export function averagePoolForward(
  y: usize, x: usize, images: i32, height: i32, width: i32, outHeight: i32, outWidth: i32,
  tall: i32, wide: i32, down: i32, right: i32, above: i32, before: i32, padY: i32, padX: i32,
): void {
  const row = <usize>width << 2;
  const from = firstInside(before, right), to = endInside(width, wide, before, right, outWidth);
  const four = to - from >= 4;
  const area = height * width, outArea = <usize>(outHeight * outWidth) << 2;
  for (let several = 1; images > 0; images -= several, x += row * height * several, y += outArea * (several - 1)) {
    // The same window of four images, where there are no four neighbours.
    several = !four && images >= 4 ? 4 : 1;
    for (let oy = 0, top = -above; oy < outHeight; oy++, top += down, y += <usize>outWidth << 2) {
      const start = max(top, 0);
      const rows = min(top + tall, height) - start;
      const counted = min(top + tall, height + padY) - max(top, -padY);
      const first = x + row * start;
      for (let ox = 0; ox < outWidth; ) {
        if (four && ox >= from && ox < to) {
          const at = min(ox, to - 4);
          const q = first + (<usize>(at * right - before) << 2);
          v128.store(y + (<usize>at << 2), means(q, row, rows, wide, right, <f64>counted * <f64>wide));
          ox = at + 4;
        } else {
          const left = ox * right - before;
          const begin = max(left, 0), end = min(left + wide, width);
          const columns = min(left + wide, width + padX) - max(left, -padX);
          const count = <f64>counted * <f64>columns;
          const p = y + (<usize>ox << 2);
          if (several == 4) {
            storeApart(p, outArea, means(first + (<usize>begin << 2), row, rows, end - begin, area, count));
          } else {
            let sum: f64 = 0;
            for (let ky = 0, q = first; ky < rows; ky++, q += row) {
              for (let ix = begin; ix < end; ix++) sum += <f64>load<f32>(q + (<usize>ix << 2));
            }
            store<f32>(p, flushed1(<f32>(sum / count)));
          }
          ox++;
        }
      }
    }
  }
}

/** Adds each dy, divided by what its window was, to the dx of all its elements. */
export function averagePoolBackward(
  dx: usize, dy: usize, images: i32, height: i32, width: i32, outHeight: i32, outWidth: i32,
  tall: i32, wide: i32, down: i32, right: i32, above: i32, before: i32, padY: i32, padX: i32,
): void {
  const row = <usize>width << 2;
  const large = large32(dy, images * outHeight * outWidth, true);
  for (; images > 0; images--, dx += row * height) {
    fill(dx, 0, height * width);
    for (let oy = 0, top = -above; oy < outHeight; oy++, top += down) {
      const start = max(top, 0);
      const rows = min(top + tall, height) - start;
      const counted = min(top + tall, height + padY) - max(top, -padY);
      for (let ox = 0, left = -before; ox < outWidth; ox++, left += right, dy += 4) {
        const begin = max(left, 0);
        const columns = <usize>(min(left + wide, width) - begin) << 2;
        const count = <f64>counted * <f64>(min(left + wide, width + padX) - max(left, -padX));
        const share = <f64>load<f32>(dy) / count;
        let q = dx + row * start + (<usize>begin << 2);
        for (let ky = 0; ky < rows; ky++, q += row) {
          for (let p = q; p != q + columns; p += 4) {
            const sum = <f32>(<f64>load<f32>(p) + share);
            store<f32>(p, large ? sum : flushed1(sum));
          }
        }
      }
    }
  }
}
