import { fill } from "./gather";

/** out[c, ky, kx, r, j] = x[c, rowsAt[ky, r], columnsAt[kx, j]] as T, 0 where one of these (int32) is below 0. */
// @ts-ignore: decorator
@inline
function patches<T>(
  out: usize, x: usize, channels: i32, height: i32, width: i32,
  rowsAt: usize, tall: i32, rows: i32, columnsAt: usize, wide: i32, columns: i32,
): void {
  const right = <usize>columns << 2;
  for (; channels > 0; channels--, x += <usize>(height * width) << 2) {
    for (let ky = 0, rowAt = rowsAt; ky < tall; ky++, rowAt += <usize>rows << 2) {
      for (let kx = 0, from = columnsAt; kx < wide; kx++, from += right) {
        for (let r = 0; r < rows; r++) {
          const iy = load<i32>(rowAt + (<usize>r << 2));
          if (iy < 0) {
            fill(out, 0, columns * (sizeof<T>() >> 2)), (out += <usize>columns * sizeof<T>());
            continue;
          }
          const row = x + (<usize>(iy * width) << 2);
          for (let at = from; at != from + right; at += 4, out += sizeof<T>()) {
            const ix = load<i32>(at);
            store<T>(out, ix < 0 ? 0 : <T>load<f32>(row + (<usize>ix << 2)));
          }
        }
      }
    }
  }
}

export function patches32(
  out: usize, x: usize, channels: i32, height: i32, width: i32,
  rowsAt: usize, tall: i32, rows: i32, columnsAt: usize, wide: i32, columns: i32,
): void {
  patches<f32>(out, x, channels, height, width, rowsAt, tall, rows, columnsAt, wide, columns);
}

export function patches64(
  out: usize, x: usize, channels: i32, height: i32, width: i32,
  rowsAt: usize, tall: i32, rows: i32, columnsAt: usize, wide: i32, columns: i32,
): void {
  patches<f64>(out, x, channels, height, width, rowsAt, tall, rows, columnsAt, wide, columns);
}
