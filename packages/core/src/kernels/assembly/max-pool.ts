import { flushed, flushed1 } from "./flush";
import { fill } from "./gather";
import { across, endInside, firstInside, storeApart } from "./windows";

/** Where `v` takes the place of the maximum so far: where it is larger, or NaN. */
// @ts-ignore: decorator
@inline
function larger(v: v128, most: v128): v128 {
  return v128.or(f32x4.gt(v, most), f32x4.ne(v, v));
}

// @ts-ignore: decorator
@inline
function largest(v: v128, most: v128): v128 {
  return v128.bitselect(v, most, larger(v, most));
}

/** Where a window's maximum is: the first of equal ones, or the last NaN. */
function maximum(first: usize, rows: i32, columns: i32, down: usize): usize {
  let best = first;
  let most = load<f32>(first);
  for (; rows > 0; rows--, first += down) {
    for (let p = first, end = first + (<usize>columns << 2); p != end; p += 4) {
      const each = load<f32>(p);
      if (each > most || each != each) (most = each), (best = p);
    }
  }
  return best;
}

// Of four neighbouring windows: of any size …
// @ts-ignore: decorator
@inline
function maxima(x: usize, row: usize, rows: i32, wide: i32, right: i32): v128 {
  let most = across(x, right);
  for (; rows > 0; rows--, x += row) {
    for (let p = x, end = x + (<usize>wide << 2); p != end; p += 4) most = largest(across(p, right), most);
  }
  return most;
}

/** … and of two by two side by side, the usual one, without loops or loads of the same twice. */
// @ts-ignore: decorator
@inline
function maximaOfHalf(x: usize, row: usize): v128 {
  const a = v128.load(x), b = v128.load(x, 16), c = v128.load(x + row), d = v128.load(x + row, 16);
  const above = largest(i32x4.shuffle(a, b, 1, 3, 5, 7), i32x4.shuffle(a, b, 0, 2, 4, 6));
  return largest(i32x4.shuffle(c, d, 1, 3, 5, 7), largest(i32x4.shuffle(c, d, 0, 2, 4, 6), above));
}

/**
 * y = the largest element of each window: four neighbours at a time where none reaches beyond its row, or where there are
 * no four of them, the same one of four images.
 */
export function maxPoolForward(
  y: usize, x: usize, images: i32, height: i32, width: i32, outHeight: i32, outWidth: i32,
  tall: i32, wide: i32, down: i32, right: i32, above: i32, before: i32,
): void {
  const row = <usize>width << 2;
  const from = firstInside(before, right), to = endInside(width, wide, before, right, outWidth);
  const four = to - from >= 4;
  const halving = wide == 2 && right == 2;
  const area = height * width, outArea = <usize>(outHeight * outWidth) << 2;
  for (let several = 1; images > 0; images -= several, x += row * height * several, y += outArea * (several - 1)) {
    several = !four && images >= 4 ? 4 : 1;
    for (let oy = 0, top = -above; oy < outHeight; oy++, top += down, y += <usize>outWidth << 2) {
      const start = max(top, 0);
      const rows = min(top + tall, height) - start;
      const first = x + row * start;
      for (let ox = 0; ox < outWidth; ) {
        if (four && ox >= from && ox < to) {
          const at = min(ox, to - 4);
          const p = first + (<usize>(at * right - before) << 2);
          const most = halving && rows == 2 ? maximaOfHalf(p, row) : maxima(p, row, rows, wide, right);
          v128.store(y + (<usize>at << 2), most);
          ox = at + 4;
        } else {
          const left = ox * right - before;
          const begin = max(left, 0);
          const columns = min(left + wide, width) - begin;
          const p = first + (<usize>begin << 2);
          if (several == 4) storeApart(y + (<usize>ox << 2), outArea, maxima(p, row, rows, columns, area));
          else store<f32>(y + (<usize>ox << 2), load<f32>(maximum(p, rows, columns, row)));
          ox++;
        }
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function addTo(dx: usize, dy: usize): void {
  store<f32>(dx, flushed1(load<f32>(dx) + load<f32>(dy)));
}

/** Of four windows that are `right` apart, as their dy are `next` bytes, without the first `done`. */
// @ts-ignore: decorator
@inline
function addToFour(
  dx: usize, dy: usize, next: usize, x: usize, row: usize, rows: i32, wide: i32, right: i32, done: i32,
): void {
  const step = <usize>right << 2;
  let most = across(x, right);
  let where = i32x4.splat(0);
  for (let ky = 0, q: usize = 0; ky < rows; ky++, q += row) {
    for (let kx: usize = 0; kx < <usize>wide << 2; kx += 4) {
      const v = across(x + q + kx, right);
      const better = larger(v, most);
      most = v128.bitselect(v, most, better);
      where = v128.bitselect(i32x4.splat(<i32>(q + kx)), where, better);
    }
  }
  if (done < 1) addTo(dx + <usize>i32x4.extract_lane(where, 0), dy);
  if (done < 2) addTo(dx + step + <usize>i32x4.extract_lane(where, 1), dy + next);
  if (done < 3) addTo(dx + (step << 1) + <usize>i32x4.extract_lane(where, 2), dy + (next << 1));
  addTo(dx + step * 3 + <usize>i32x4.extract_lane(where, 3), dy + next * 3);
}

/** The same for windows of two by two side by side: the others get 0, which changes nothing, for none is -0. */
// @ts-ignore: decorator
@inline
function addToHalf(dx: usize, dy: usize, x: usize, row: usize, done: i32): void {
  const a = v128.load(x), b = v128.load(x, 16), c = v128.load(x + row), d = v128.load(x + row, 16);
  let most = i32x4.shuffle(a, b, 0, 2, 4, 6);
  let v = i32x4.shuffle(a, b, 1, 3, 5, 7);
  const second = larger(v, most);
  most = v128.bitselect(v, most, second), v = i32x4.shuffle(c, d, 0, 2, 4, 6);
  const third = larger(v, most);
  most = v128.bitselect(v, most, third), v = i32x4.shuffle(c, d, 1, 3, 5, 7);
  const fourth = larger(v, most);
  const lanes = i32x4.ge_s(i32x4(0, 1, 2, 3), i32x4.splat(done));
  const all = v128.and(v128.load(dy), lanes), g3 = v128.and(all, fourth);
  const rest = v128.andnot(all, fourth), g2 = v128.and(rest, third);
  const above = v128.andnot(rest, third), g1 = v128.and(above, second), g0 = v128.andnot(above, second);
  add(dx, i32x4.shuffle(g0, g1, 0, 4, 1, 5)), add(dx + 16, i32x4.shuffle(g0, g1, 2, 6, 3, 7));
  add(dx + row, i32x4.shuffle(g2, g3, 0, 4, 1, 5)), add(dx + row + 16, i32x4.shuffle(g2, g3, 2, 6, 3, 7));
}

// @ts-ignore: decorator
@inline
function add(p: usize, v: v128): void {
  v128.store(p, flushed(f32x4.add(v128.load(p), v)));
}

/** Adds each dy to the dx of its window's maximum, in order. */
export function maxPoolBackward(
  dx: usize, dy: usize, x: usize, images: i32, height: i32, width: i32, outHeight: i32, outWidth: i32,
  tall: i32, wide: i32, down: i32, right: i32, above: i32, before: i32,
): void {
  const row = <usize>width << 2;
  const from = firstInside(before, right), to = endInside(width, wide, before, right, outWidth);
  const four = to - from >= 4;
  const halving = wide == 2 && right == 2;
  const toGradient = dx - x;
  const area = height * width, outArea = <usize>(outHeight * outWidth) << 2;
  for (let several = 1; images > 0; images -= several, x += row * height * several, dy += outArea * (several - 1)) {
    several = !four && images >= 4 ? 4 : 1;
    fill(toGradient + x, 0, area * several);
    for (let oy = 0, top = -above; oy < outHeight; oy++, top += down, dy += <usize>outWidth << 2) {
      const start = max(top, 0);
      const rows = min(top + tall, height) - start;
      const first = x + row * start;
      for (let ox = 0; ox < outWidth; ) {
        if (four && ox >= from && ox < to) {
          const at = min(ox, to - 4);
          const p = first + (<usize>(at * right - before) << 2);
          // The last four may overlap those before them, which had theirs.
          const done = ox - at;
          if (halving && rows == 2) addToHalf(toGradient + p, dy + (<usize>at << 2), p, row, done);
          else addToFour(toGradient + p, dy + (<usize>at << 2), 4, p, row, rows, wide, right, done);
          ox = at + 4;
        } else {
          const left = ox * right - before;
          const begin = max(left, 0);
          const columns = min(left + wide, width) - begin;
          let p = first + (<usize>begin << 2);
          if (several == 4) {
            addToFour(toGradient + p, dy + (<usize>ox << 2), outArea, p, row, rows, columns, area, 0);
          } else {
            p = maximum(p, rows, columns, row);
            addTo(toGradient + p, dy + (<usize>ox << 2));
          }
          ox++;
        }
      }
    }
  }
}
