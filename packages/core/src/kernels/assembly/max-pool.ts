import { fill } from "./gather";
import { across, endInside, firstInside } from "./windows";

/** Where `v` takes the place of the maximum so far: where it is larger, or the first NaN. */
// @ts-ignore: decorator
@inline
function larger(v: v128, most: v128): v128 {
  return v128.andnot(f32x4.eq(most, most), f32x4.le(v, most));
}

/** Where a window's first maximum is; NaN is the largest. */
function firstMaximum(first: usize, rows: i32, columns: i32, down: usize): usize {
  let best = first;
  let most = load<f32>(first);
  for (; rows > 0; rows--, first += down) {
    for (let p = first, end = first + (<usize>columns << 2); p != end; p += 4) {
      const each = load<f32>(p);
      if (each > most) (most = each), (best = p);
      else if (each != each) return p;
    }
  }
  return best;
}

/** y = the largest element of each window, four neighbours at a time where none reaches beyond its row. */
export function maxPoolForward(
  y: usize, x: usize, images: i32, height: i32, width: i32, outHeight: i32, outWidth: i32,
  tall: i32, wide: i32, down: i32, right: i32, above: i32, before: i32,
): void {
  const row = <usize>width << 2;
  const from = firstInside(before, right), to = endInside(width, wide, before, right, outWidth);
  const four = to - from >= 4;
  for (; images > 0; images--, x += row * height) {
    for (let oy = 0, top = -above; oy < outHeight; oy++, top += down, y += <usize>outWidth << 2) {
      const start = max(top, 0);
      const rows = min(top + tall, height) - start;
      const first = x + row * start;
      for (let ox = 0; ox < outWidth; ) {
        if (four && ox >= from && ox < to) {
          const at = min(ox, to - 4);
          const p = first + (<usize>(at * right - before) << 2);
          let most = across(p, right);
          for (let ky = 0, q = p; ky < rows; ky++, q += row) {
            for (let kx: usize = 0; kx < <usize>wide << 2; kx += 4) {
              const v = across(q + kx, right);
              most = v128.bitselect(v, most, larger(v, most));
            }
          }
          v128.store(y + (<usize>at << 2), most);
          ox = at + 4;
        } else {
          const left = ox * right - before;
          const begin = max(left, 0);
          const p = firstMaximum(first + (<usize>begin << 2), rows, min(left + wide, width) - begin, row);
          store<f32>(y + (<usize>ox << 2), load<f32>(p));
          ox++;
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(dx: usize, dy: usize): void {
  store<f32>(dx, load<f32>(dx) + load<f32>(dy));
}

/** Adds each dy to the dx of its window's maximum, in order. */
export function maxPoolBackward(
  dx: usize, dy: usize, x: usize, images: i32, height: i32, width: i32, outHeight: i32, outWidth: i32,
  tall: i32, wide: i32, down: i32, right: i32, above: i32, before: i32,
): void {
  const row = <usize>width << 2;
  const step = <usize>right << 2;
  const from = firstInside(before, right), to = endInside(width, wide, before, right, outWidth);
  const four = to - from >= 4;
  const toGradient = dx - x;
  fill(dx, 0, images * height * width);
  for (; images > 0; images--, x += row * height) {
    for (let oy = 0, top = -above; oy < outHeight; oy++, top += down, dy += <usize>outWidth << 2) {
      const start = max(top, 0);
      const rows = min(top + tall, height) - start;
      const first = x + row * start;
      for (let ox = 0; ox < outWidth; ) {
        if (four && ox >= from && ox < to) {
          const at = min(ox, to - 4);
          const p = first + (<usize>(at * right - before) << 2);
          let most = across(p, right);
          let where = i32x4.splat(0);
          for (let ky = 0, q: usize = 0; ky < rows; ky++, q += row) {
            for (let kx: usize = 0; kx < <usize>wide << 2; kx += 4) {
              const v = across(p + q + kx, right);
              const better = larger(v, most);
              most = v128.bitselect(v, most, better);
              where = v128.bitselect(i32x4.splat(<i32>(q + kx)), where, better);
            }
          }
          const to0 = toGradient + p, dy0 = dy + (<usize>at << 2);
          // The last four may overlap those before them, which had theirs.
          const done = ox - at;
          if (done < 1) addTo(to0 + <usize>i32x4.extract_lane(where, 0), dy0);
          if (done < 2) addTo(to0 + step + <usize>i32x4.extract_lane(where, 1), dy0 + 4);
          if (done < 3) addTo(to0 + (step << 1) + <usize>i32x4.extract_lane(where, 2), dy0 + 8);
          addTo(to0 + step * 3 + <usize>i32x4.extract_lane(where, 3), dy0 + 12);
          ox = at + 4;
        } else {
          const left = ox * right - before;
          const begin = max(left, 0);
          const p = firstMaximum(first + (<usize>begin << 2), rows, min(left + wide, width) - begin, row);
          addTo(toGradient + p, dy + (<usize>ox << 2));
          ox++;
        }
      }
    }
  }
}
