import { arrange32, arrange64 } from "./arrange";
import { rounded } from "./lanes";
import { exponents, flushedBy } from "./flush";
import { fill } from "./gather";
import { TILE } from "./scratch";

// What an element of the image is multiplied by, as types: an element of each of the channels …
type Shared = i8;
/** … or, it being as many channels side by side, each its own. */
type Own = i16;

/** Four rows and two vectors of channels, or one; the lanes are channels. `wide` is the number of vectors, a constant. */
// @ts-ignore: decorator
@inline
function tile<T, Image>(
  to: usize, down: usize, p0: usize, p1: usize, p2: usize, p3: usize, steps: usize, end: usize, b: usize, wide: i32,
): void {
  const zero = i32x4.splat(0);
  let c00 = zero, c01 = zero, c10 = zero, c11 = zero, c20 = zero, c21 = zero, c30 = zero, c31 = zero;
  for (; steps != end; steps += 4, b += 32) {
    const at = <usize>load<i32>(steps) * sizeof<T>();
    const left = v128.load(b), right = wide > 1 ? v128.load(b, 16) : zero;
    if (sizeof<Image>() == 1) {
      let x = v128.load_splat<T>(p0 + at);
      c00 = v128.add<T>(c00, v128.mul<T>(x, left));
      if (wide > 1) c01 = v128.add<T>(c01, v128.mul<T>(x, right));
      x = v128.load_splat<T>(p1 + at);
      c10 = v128.add<T>(c10, v128.mul<T>(x, left));
      if (wide > 1) c11 = v128.add<T>(c11, v128.mul<T>(x, right));
      x = v128.load_splat<T>(p2 + at);
      c20 = v128.add<T>(c20, v128.mul<T>(x, left));
      if (wide > 1) c21 = v128.add<T>(c21, v128.mul<T>(x, right));
      x = v128.load_splat<T>(p3 + at);
      c30 = v128.add<T>(c30, v128.mul<T>(x, left));
      if (wide > 1) c31 = v128.add<T>(c31, v128.mul<T>(x, right));
    } else {
      c00 = v128.add<T>(c00, v128.mul<T>(v128.load(p0 + at), left));
      if (wide > 1) c01 = v128.add<T>(c01, v128.mul<T>(v128.load(p0 + at, 16), right));
      c10 = v128.add<T>(c10, v128.mul<T>(v128.load(p1 + at), left));
      if (wide > 1) c11 = v128.add<T>(c11, v128.mul<T>(v128.load(p1 + at, 16), right));
      c20 = v128.add<T>(c20, v128.mul<T>(v128.load(p2 + at), left));
      if (wide > 1) c21 = v128.add<T>(c21, v128.mul<T>(v128.load(p2 + at, 16), right));
      c30 = v128.add<T>(c30, v128.mul<T>(v128.load(p3 + at), left));
      if (wide > 1) c31 = v128.add<T>(c31, v128.mul<T>(v128.load(p3 + at, 16), right));
    }
  }
  v128.store(to, c00), v128.store(to + down, c10);
  v128.store(to + (down << 1), c20), v128.store(to + down * 3, c30);
  if (wide > 1) {
    v128.store(to, c01, 16), v128.store(to + down, c11, 16);
    v128.store(to + (down << 1), c21, 16), v128.store(to + down * 3, c31, 16);
  }
}

function one<T, Image>(
  to: usize, down: usize, p0: usize, p1: usize, p2: usize, p3: usize, steps: usize, end: usize, b: usize,
): void {
  tile<T, Image>(to, down, p0, p1, p2, p3, steps, end, b, 1);
}

function two<T, Image>(
  to: usize, down: usize, p0: usize, p1: usize, p2: usize, p3: usize, steps: usize, end: usize, b: usize,
): void {
  tile<T, Image>(to, down, p0, p1, p2, p3, steps, end, b, 2);
}

/** Rows `from` to `from` + 3, the last of them repeated where there are no more. */
// @ts-ignore: decorator
@inline
function rows4<T, Image>(
  to: usize, down: usize, image: usize, rows: usize, from: i32, count: i32, steps: usize, end: usize, b: usize, n: i32,
): void {
  const last = count - 1;
  const p0 = image + <usize>load<i32>(rows + (<usize>from << 2)) * sizeof<T>();
  const p1 = image + <usize>load<i32>(rows + (<usize>min(from + 1, last) << 2)) * sizeof<T>();
  const p2 = image + <usize>load<i32>(rows + (<usize>min(from + 2, last) << 2)) * sizeof<T>();
  const p3 = image + <usize>load<i32>(rows + (<usize>min(from + 3, last) << 2)) * sizeof<T>();
  if (n * sizeof<T>() > 16) two<T, Image>(to, down, p0, p1, p2, p3, steps, end, b);
  else one<T, Image>(to, down, p0, p1, p2, p3, steps, end, b);
}

/** Of a channel, up to four rows: where they go, `at`, is as far apart as in memory, or they follow each other. */
// @ts-ignore: decorator
@inline
function put(out: usize, at: usize, v: v128, bias: usize, add: bool, n: i32, together: bool, bits: v128): void {
  const zero = i32x4.splat(0);
  if (bias) v = f32x4.add(v, v128.load32_splat(bias));
  const q0 = out + (<usize>load<i32>(at) << 2);
  if (together) {
    if (add) v = f32x4.add(v, v128.load(q0));
    v128.store(q0, flushedBy(v, bits, zero));
    return;
  }
  let q1 = q0, q2 = q0, q3 = q0;
  if (n > 1) q1 = out + (<usize>load<i32>(at, 4) << 2);
  if (n > 2) q2 = out + (<usize>load<i32>(at, 8) << 2);
  if (n > 3) q3 = out + (<usize>load<i32>(at, 12) << 2);
  if (add) {
    let w = v128.load32_zero(q0);
    w = v128.load32_lane(q1, w, 1), w = v128.load32_lane(q2, w, 2), w = v128.load32_lane(q3, w, 3);
    v = f32x4.add(v, w);
  }
  v = flushedBy(v, bits, zero);
  if (n > 3) v128.store32_lane(q3, v, 3);
  if (n > 2) v128.store32_lane(q2, v, 2);
  if (n > 1) v128.store32_lane(q1, v, 1);
  v128.store32_lane(q0, v, 0);
}

/** Four rows and up to four channels of TILE, finished. */
function settle(
  out: usize, at: usize, apart: usize, r0: v128, r1: v128, r2: v128, r3: v128, bias: usize, next: usize, add: bool, n: i32,
  wide: i32,
): void {
  const bits = exponents();
  const together = n > 3 && load<i32>(at, 12) - load<i32>(at) == 3;
  const low01 = i32x4.shuffle(r0, r1, 0, 4, 1, 5), high01 = i32x4.shuffle(r0, r1, 2, 6, 3, 7);
  const low23 = i32x4.shuffle(r2, r3, 0, 4, 1, 5), high23 = i32x4.shuffle(r2, r3, 2, 6, 3, 7);
  put(out, at, i64x2.shuffle(low01, low23, 0, 2), bias, add, n, together, bits);
  if (wide > 1) put(out + apart, at, i64x2.shuffle(low01, low23, 1, 3), bias ? bias + next : 0, add, n, together, bits);
  if (wide > 2) put(out + (apart << 1), at, i64x2.shuffle(high01, high23, 0, 2), bias ? bias + (next << 1) : 0, add, n, together, bits);
  if (wide > 3) put(out + apart * 3, at, i64x2.shuffle(high01, high23, 1, 3), bias ? bias + next * 3 : 0, add, n, together, bits);
}

// @ts-ignore: decorator
@inline
function panel<T>(to: usize, b: usize, at: usize, depth: i32, n: i32, apart: i32): void {
  const lanes: i32 = 32 / sizeof<T>();
  if (n < lanes) fill(to, 0, depth << 3);
  if (sizeof<T>() == 8) arrange64(to, 4, b, at, depth, n, apart);
  else arrange32(to, 8, b, at, depth, n, apart);
}

// @ts-ignore: decorator
@inline
function gathered<T>(
  out: usize, outAt: usize, outApart: i32, bias: usize, biasApart: i32, add: bool, image: usize, rows: usize, count: i32, steps: usize,
  depth: i32, b: usize, bAt: usize, channels: i32, bApart: i32, panels: usize, own: bool,
): void {
  const lanes: i32 = 32 / sizeof<T>();
  const end = steps + (<usize>depth << 2);
  const apart = <usize>outApart << 2, next = <usize>biasApart << 2;
  for (; channels > 0; channels -= lanes) {
    const n = min(channels, lanes);
    panel<T>(panels, b, bAt, depth, n, bApart);
    for (let i = 0; i < count; i += 4) {
      if (own) rows4<T, Own>(TILE, 32, image, rows, i, count, steps, end, panels, n);
      else rows4<T, Shared>(TILE, 32, image, rows, i, count, steps, end, panels, n);
      const at = outAt + (<usize>i << 2);
      const high = min(count - i, 4);
      if (sizeof<T>() == 8) {
        const r0 = rounded(v128.load(TILE), v128.load(TILE, 16)), r1 = rounded(v128.load(TILE, 32), v128.load(TILE, 48));
        const r2 = rounded(v128.load(TILE, 64), v128.load(TILE, 80)), r3 = rounded(v128.load(TILE, 96), v128.load(TILE, 112));
        settle(out, at, apart, r0, r1, r2, r3, bias, next, add, high, n);
      } else {
        const r0 = v128.load(TILE), r1 = v128.load(TILE, 32), r2 = v128.load(TILE, 64), r3 = v128.load(TILE, 96);
        settle(out, at, apart, r0, r1, r2, r3, bias, next, add, high, n);
        if (n > 4) {
          const s0 = v128.load(TILE, 16), s1 = v128.load(TILE, 48), s2 = v128.load(TILE, 80), s3 = v128.load(TILE, 112);
          settle(out + (apart << 2), at, apart, s0, s1, s2, s3, bias ? bias + (next << 2) : 0, next, add, high, n - 4);
        }
      }
    }
    out += apart * lanes, b += <usize>(bApart * lanes) << 2;
    if (bias) bias += next * lanes;
    if (own) image += 32;
  }
}

/**
 * out[outAt[i] + c·outApart] = Σₖ image[rows[i] + steps[k]]·b[bAt[k] + c·bApart], in order, and `bias[c·biasApart]` unless that is 0,
 * and with `add` what out was. Where the channels have an image each (`own`), they lie side by side in it. Tables are int32.
 *
 * @param panels room for 32 bytes for each step
 */
export function gathered32(
  out: usize, outAt: usize, outApart: i32, bias: usize, biasApart: i32, add: bool, image: usize, rows: usize, count: i32, steps: usize,
  depth: i32, b: usize, bAt: usize, channels: i32, bApart: i32, panels: usize, own: bool,
): void {
  gathered<f32>(out, outAt, outApart, bias, biasApart, add, image, rows, count, steps, depth, b, bAt, channels, bApart, panels, own);
}

export function gathered64(
  out: usize, outAt: usize, outApart: i32, bias: usize, biasApart: i32, add: bool, image: usize, rows: usize, count: i32, steps: usize,
  depth: i32, b: usize, bAt: usize, channels: i32, bApart: i32, panels: usize, own: bool,
): void {
  gathered<f64>(out, outAt, outApart, bias, biasApart, add, image, rows, count, steps, depth, b, bAt, channels, bApart, panels, own);
}

// @ts-ignore: decorator
@inline
function sums<T>(
  to: usize, down: i32, image: usize, rows: usize, count: i32, steps: usize, depth: i32, b: usize, bAt: usize,
  columns: i32, panels: usize,
): void {
  const lanes: i32 = 32 / sizeof<T>();
  const end = steps + (<usize>depth << 2);
  const apart = <usize>down * sizeof<T>();
  for (; columns > 0; columns -= lanes, to += 32, b += lanes << 2) {
    const n = min(columns, lanes);
    panel<T>(panels, b, bAt, depth, n, 1);
    for (let i = 0; i < count; i += 4) {
      rows4<T, Shared>(to + apart * i, apart, image, rows, i, count, steps, end, panels, n);
    }
  }
}

/**
 * to[i, j] = Σₖ image[rows[i] + steps[k]]·b[bAt[k] + j], in T, the rows of `to` being `down` elements apart: up to three
 * more are written than there are, and of each whole vectors.
 */
export function gatheredSums32(
  to: usize, down: i32, image: usize, rows: usize, count: i32, steps: usize, depth: i32, b: usize, bAt: usize,
  columns: i32, panels: usize,
): void {
  sums<f32>(to, down, image, rows, count, steps, depth, b, bAt, columns, panels);
}

export function gatheredSums64(
  to: usize, down: i32, image: usize, rows: usize, count: i32, steps: usize, depth: i32, b: usize, bAt: usize,
  columns: i32, panels: usize,
): void {
  sums<f64>(to, down, image, rows, count, steps, depth, b, bAt, columns, panels);
}
