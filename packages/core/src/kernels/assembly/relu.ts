import { gated } from "./gate";
import { loadLanes, storeLanes } from "./lanes";

/** y = max(0, x); NaN stays. */
export function reluForward(y: usize, x: usize, n: i32): void {
  reluBackward(y, x, x, n);
}

/** dx = dy where not x ≤ 0, and 0 elsewhere. dx may be dy. */
export function reluBackward(dx: usize, dy: usize, x: usize, n: i32): void {
  for (; n >= 4; n -= 4, dx += 16, dy += 16, x += 16) v128.store(dx, gated(v128.load(dy), v128.load(x)));
  storeLanes(dx, gated(loadLanes(dy, n), loadLanes(x, n)), n);
}
