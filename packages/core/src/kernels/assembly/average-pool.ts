import { high, low } from "./channels";
import { flushed1, settled } from "./flush";
import { fill } from "./gather";
import { down4 } from "./softmax";
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

/**
 * Adds to the elements of four windows, `apart` from one to the next, each window's share: `left` two and `last` two.
 * @param alone whether no other window has any of them
 */
// @ts-ignore: decorator
@inline
function addShares(dx: usize, row: usize, rows: i32, wide: i32, apart: i32, left: v128, last: v128, alone: bool): void {
  const share = settled(left, last), step = <usize>apart << 2;
  for (; rows > 0; rows--, dx += row) {
    if (alone && wide == 2 && apart == 2) {
      v128.store(dx, i32x4.shuffle(share, share, 0, 0, 1, 1)), v128.store(dx, i32x4.shuffle(share, share, 2, 2, 3, 3), 16);
      continue;
    }
    for (let p = dx, end = dx + (<usize>wide << 2); p != end; p += 4) {
      let v = share;
      if (!alone) v = across(p, apart), v = settled(f64x2.add(low(v), left), f64x2.add(high(v), last));
      storeApart(p, step, v);
    }
  }
}

/** Adds each dy, divided by what its window was, to the dx of all its elements: in order, four at a time as forward. */
export function averagePoolBackward(
  dx: usize, dy: usize, images: i32, height: i32, width: i32, outHeight: i32, outWidth: i32,
  tall: i32, wide: i32, down: i32, right: i32, above: i32, before: i32, padY: i32, padX: i32,
): void {
  const row = <usize>width << 2;
  const from = firstInside(before, right), to = endInside(width, wide, before, right, outWidth);
  const alone = right >= wide && down >= tall;
  const four = alone && to - from >= 4;
  const area = height * width, outArea = <usize>(outHeight * outWidth) << 2;
  for (let several = 1; images > 0; images -= several, dx += row * height * several, dy += outArea * (several - 1)) {
    several = !four && images >= 4 ? 4 : 1;
    fill(dx, 0, area * several);
    for (let oy = 0, top = -above; oy < outHeight; oy++, top += down, dy += <usize>outWidth << 2) {
      const start = max(top, 0);
      const rows = min(top + tall, height) - start;
      const counted = min(top + tall, height + padY) - max(top, -padY);
      const first = dx + row * start;
      for (let ox = 0; ox < outWidth; ) {
        if (four && ox >= from && ox < to) {
          const at = min(ox, to - 4);
          const count = f64x2.splat(<f64>counted * <f64>wide);
          const g = v128.load(dy + (<usize>at << 2));
          const q = first + (<usize>(at * right - before) << 2);
          addShares(q, row, rows, wide, right, f64x2.div(low(g), count), f64x2.div(high(g), count), true);
          ox = at + 4;
        } else {
          const left = ox * right - before;
          const begin = max(left, 0), end = min(left + wide, width);
          const count = <f64>counted * <f64>(min(left + wide, width + padX) - max(left, -padX));
          const p = dy + (<usize>ox << 2);
          let q = first + (<usize>begin << 2);
          if (several == 4) {
            const g = down4(p, outArea), n = f64x2.splat(count);
            addShares(q, row, rows, end - begin, area, f64x2.div(low(g), n), f64x2.div(high(g), n), alone);
          } else {
            const share = <f64>load<f32>(p) / count;
            for (let ky = 0; ky < rows; ky++, q += row) {
              for (let to = q, last = q + (<usize>(end - begin) << 2); to != last; to += 4) {
                store<f32>(to, flushed1(<f32>(<f64>load<f32>(to) + share)));
              }
            }
          }
          ox++;
        }
      }
    }
  }
}
