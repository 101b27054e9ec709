import { wideExp } from "./exp";
import { settled } from "./flush";
import { loadLanes, storeLanes } from "./lanes";
import { wideLog } from "./log";
import { sumExp } from "./log-sum-exp";
import { high, low } from "./pack64";
import { maximum } from "./softmax";
import { total } from "./wide";

function less(y: usize, x: usize, most: v128, lost: v128, columns: i32): void {
  for (; columns > 0; columns -= 4, x += 16, y += 16) {
    const v = loadLanes(x, columns);
    const y0 = f64x2.sub(f64x2.sub(low(v), most), lost), y1 = f64x2.sub(f64x2.sub(high(v), most), lost);
    storeLanes(y, settled(y0, y1), columns);
  }
}

/** y = x - most - ln Σ e^(x - most) for each row, in float64; two rows at a time have their logarithms together. */
export function logSoftmax(y: usize, x: usize, rows: i32, columns: i32): void {
  const down = <usize>columns << 2;
  for (; rows > 0; rows -= 2) {
    const next = rows > 1 ? down : 0;
    const most = f64x2.splat(<f64>maximum(x, columns)), other = f64x2.splat(<f64>maximum(x + next, columns));
    const sum = f64x2.splat(sumExp(x, most, columns));
    const lost = wideLog(next ? f64x2.replace_lane(sum, 1, sumExp(x + next, other, columns)) : sum);
    less(y, x, most, i64x2.shuffle(lost, lost, 0, 0), columns);
    if (next) less(y + next, x + next, other, i64x2.shuffle(lost, lost, 1, 1), columns);
    x += down << 1, y += down << 1;
  }
}

/** dx = dy - e^y·Σ dy for each row. */
export function logSoftmaxBackward(dx: usize, dy: usize, y: usize, rows: i32, columns: i32): void {
  for (; rows > 0; rows--) {
    let s0 = f64x2.splat(0), s1 = s0;
    for (let n = columns, p = dy; n > 0; n -= 4, p += 16) {
      const d = loadLanes(p, n);
      s0 = f64x2.add(s0, low(d)), s1 = f64x2.add(s1, high(d));
    }
    const sum = f64x2.splat(total(s0, s1));
    for (let n = columns; n > 0; n -= 4) {
      const d = loadLanes(dy, n), v = loadLanes(y, n);
      const d0 = f64x2.sub(low(d), f64x2.mul(wideExp(low(v)), sum)), d1 = f64x2.sub(high(d), f64x2.mul(wideExp(high(v)), sum));
      storeLanes(dx, settled(d0, d1), n);
      const step = <usize>min(n, 4) << 2;
      dx += step, dy += step, y += step;
    }
  }
}
