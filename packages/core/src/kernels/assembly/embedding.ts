import { flushed } from "./flush";
import { fill } from "./gather";
import { loadLanes, storeLanes } from "./lanes";

/** y[i] = row x[i] of the weights. */
export function embeddingForward(y: usize, x: usize, weights: usize, count: i32, width: i32): void {
  const down = <usize>width << 2;
  for (; count > 0; count--, x += 4, y += down) {
    const row = weights + <usize>load<f32>(x) * down;
    for (let left = width, p: usize = 0; left > 0; left -= 4, p += 16) storeLanes(y + p, loadLanes(row + p, left), left);
  }
}

/** dw[x[i]] += dy[i], from 0. */
export function embeddingBackward(dw: usize, dy: usize, x: usize, count: i32, width: i32, entries: i32): void {
  const down = <usize>width << 2;
  fill(dw, 0, entries * width);
  for (; count > 0; count--, x += 4, dy += down) {
    const row = dw + <usize>load<f32>(x) * down;
    for (let left = width, p: usize = 0; left > 0; left -= 4, p += 16) {
      storeLanes(row + p, flushed(f32x4.add(loadLanes(row + p, left), loadLanes(dy + p, left))), left);
    }
  }
}
