import { flushed1 } from "./flush";
import { fill } from "./gather";

/** to[rows[i] + taps[k]] += sums[i, k], row after row; taps come in runs of neighbours. */
// @ts-ignore: decorator
@inline
function scatter<T>(
  to: usize, sums: usize, down: i32, rows: usize, count: i32, taps: usize, depth: i32, run: i32,
): void {
  const lanes: i32 = 16 / sizeof<T>();
  const end = taps + (<usize>depth << 2), step = <usize>run << 2;
  for (; count > 0; count--, rows += 4, sums += <usize>down * sizeof<T>()) {
    const place = to + <usize>load<i32>(rows) * sizeof<T>();
    let p = sums;
    for (let tap = taps; tap != end; tap += step) {
      let q = place + <usize>load<i32>(tap) * sizeof<T>();
      let n = run;
      for (; n >= lanes; n -= lanes, p += 16, q += 16) v128.store(q, v128.add<T>(v128.load(q), v128.load(p)));
      for (; n > 0; n--, p += sizeof<T>(), q += sizeof<T>()) store<T>(q, load<T>(q) + load<T>(p));
    }
  }
}

export function scatter32(
  to: usize, sums: usize, down: i32, rows: usize, count: i32, taps: usize, depth: i32, run: i32,
): void {
  scatter<f32>(to, sums, down, rows, count, taps, depth, run);
}

export function scatter64(
  to: usize, sums: usize, down: i32, rows: usize, count: i32, taps: usize, depth: i32, run: i32,
): void {
  scatter<f64>(to, sums, down, rows, count, taps, depth, run);
}

/** The reverse of `pack`: x from `packed`, rounded and flushed; 0 where that has nothing of it. */
// @ts-ignore: decorator
@inline
function unpack<T>(
  x: usize, packed: usize, planes: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
): void {
  for (; planes > 0; planes--, packed += <usize>(rows * phases * length) * sizeof<T>()) {
    for (let y = 0; y < height; y++, x += <usize>width << 2) {
      const r = y + top;
      if (r >= rows) {
        fill(x, 0, width);
        continue;
      }
      const row = packed + <usize>(r * phases * length) * sizeof<T>();
      for (let i = 0, phase = left % phases, j = left / phases; i < width; i++) {
        const each: f32 = j < length ? <f32>load<T>(row + <usize>(phase * length + j) * sizeof<T>()) : 0;
        store<f32>(x + (<usize>i << 2), flushed1(each));
        if (++phase == phases) (phase = 0), j++;
      }
    }
  }
}

export function unpack32(
  x: usize, packed: usize, planes: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
): void {
  unpack<f32>(x, packed, planes, height, width, top, left, phases, rows, length);
}

export function unpack64(
  x: usize, packed: usize, planes: i32, height: i32, width: i32, top: i32, left: i32, phases: i32, rows: i32, length: i32,
): void {
  unpack<f64>(x, packed, planes, height, width, top, left, phases, rows, length);
}
