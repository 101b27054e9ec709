/** A point along the line: how far, the value there (∞ where it or a gradient is not finite), and the slope. */
export interface Point {
  readonly t: number;
  readonly f: number;
  readonly slope: number;
}

export interface Found {
  readonly point: Point;
  readonly evaluations: number;
  /** Whether it ended because there were to be no more evaluations. */
  readonly spent: boolean;
}

export interface Search {
  /** Goes to t and evaluates there. */
  look(t: number): Point;
  /** The point looked at last is one that may be returned: its gradient is to be kept. */
  keep(): void;
  /** Where the search starts; t = 0, and the slope is below 0. */
  readonly from: Point;
  /** The first t to try. */
  readonly first: number;
  /** How many evaluations may follow the first. */
  readonly most: number;
  /** The largest element of the direction. */
  readonly size: number;
  /** Where no weight would move by more, it is at its end. */
  readonly tolerance: number;
  /** The share of `from.f` by which a value may be higher for rounding alone. */
  readonly rounding: number;
}

const c1 = 1e-4;
const c2 = 0.9;
const delta = 0.1;

/**
 * A point at which the strong Wolfe conditions hold, as far as the evaluations go: Nocedal & Wright 2006, algorithms 3.5
 * and 3.6, with the details of minFunc and PyTorch. Where it returns `from`, it has found none that is lower.
 */
export function strongWolfe({ look, keep, from, first, most, size, tolerance, rounding }: Search): Found {
  // Where f is a parabola, both say the same; the second one does without f.
  const isLower = ({ t, f }: Point) => f <= from.f + c1 * t * from.slope;
  const leadsDown = ({ f, slope }: Point) =>
    rounding > 0 && f <= from.f + rounding * Math.abs(from.f) && slope <= (2 * delta - 1) * from.slope;
  const isHigh = (point: Point) => !isLower(point) && !leadsDown(point);
  const isFlat = ({ slope }: Point) => Math.abs(slope) <= -c2 * from.slope;
  const found = (point: Point, n: number): Found => ({ point, evaluations: n + 1, spent: n >= most });

  let n = 0;
  let last = from;
  let p = look(first);
  let closed = false;
  for (; n < most; n++) {
    closed = isHigh(p) || (n > 1 && p.f >= last.f);
    if (closed) break;
    if (isFlat(p)) return found(p, n);
    closed = p.slope >= 0;
    if (closed) break;
    keep();
    const t = cubic(last, p, p.t + 0.01 * (p.t - last.t), p.t * 10);
    last = p;
    p = look(t);
  }
  const bracket: [Point, Point] = [closed ? last : from, p];
  const lower = () => (bracket[0].f <= bracket[1].f ? 0 : 1);
  let best: 0 | 1 = lower();
  if (bracket[best] === p) keep();

  let slow = false;
  for (; n < most && !(Math.abs(bracket[1].t - bracket[0].t) * size < tolerance); n++) {
    const left = Math.min(bracket[0].t, bracket[1].t);
    const right = Math.max(bracket[0].t, bracket[1].t);
    const margin = 0.1 * (right - left);
    let t = cubic(bracket[0], bracket[1], left, right);
    const near = Math.min(right - t, t - left) < margin;
    const stuck: boolean = near && (slow || t >= right || t <= left);
    if (stuck) t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
    slow = near && !stuck;
    p = look(t);
    const other = best === 0 ? 1 : 0;
    if (isHigh(p) || p.f >= bracket[best].f) {
      bracket[other] = p;
      best = lower();
      if (bracket[best] === p) keep();
      continue;
    }
    if (isFlat(p)) return found(p, n + 1);
    keep();
    if (p.slope * (bracket[other].t - bracket[best].t) >= 0) bracket[other] = bracket[best];
    bracket[best] = p;
  }
  return found(bracket[best], n);
}

/**
 * The minimum of the cubic through two points with their slopes, within bounds: Nocedal & Wright, equation 3.59. The
 * middle where there is none, as there is not where a value is infinite.
 */
function cubic(one: Point, other: Point, least: number, most: number): number {
  const [a, b] = one.t <= other.t ? [one, other] : [other, one];
  const d1 = a.slope + b.slope - (3 * (a.f - b.f)) / (a.t - b.t);
  const d2 = Math.sqrt(d1 * d1 - a.slope * b.slope);
  const t = b.t - (b.t - a.t) * ((b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2));
  return Number.isNaN(t) ? (least + most) / 2 : Math.min(Math.max(t, least), most);
}
