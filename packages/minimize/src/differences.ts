import type { Bounds } from "./bounds.ts";

/** ∛ε, where rounding and the cubic term of central differences are in balance. */
const CUBE_ROOT_OF_EPS = 6.055454452393343e-6;
/** What rounding may leave of a difference, at worst: ε divided by this. */
const LEAST_SHARE = 2e-9;

/** A parameter that is nearly 0 counts as this share of the largest that it has been. */
const REACH_SHARE = 0.1;

/**
 * How far to go along a parameter for a difference: ∛ε of the parameter's own size, so that one of 1e-8 beside one of 1000
 * gets as many digits. Where a parameter is nearly 0, so far that rounding stays small beside the difference, but not
 * farther than its size has been says.
 *
 * @param x the parameter
 * @param reach the largest that it has been, as far as is known; where that is 0, it counts as 1
 * @param slope the size of its derivative nearby; 0 where it is unknown
 * @param whole the size of what is rounded when the function is computed
 */
export function stepSize(x: number, reach: number, slope: number, whole: number): number {
  const own = CUBE_ROOT_OF_EPS * Math.abs(x);
  const most = CUBE_ROOT_OF_EPS * REACH_SHARE * (reach || 1 / REACH_SHARE);
  const step = Math.max(own, slope > 0 ? Math.min((LEAST_SHARE * whole) / slope, most) : x === 0 ? most : 0);
  return x + step === x ? CUBE_ROOT_OF_EPS : step;
}

/** The largest that each parameter has been, in place. */
export function extend(reach: Float64Array, x: Float64Array): void {
  for (let j = 0; j < x.length; j++) reach[j] = Math.max(reach[j]!, Math.abs(x[j]!));
}

/** The points of a difference quotient beside x: derivative ≈ Σ weights·f(x + offsets) + own·f(x). */
interface Stencil {
  readonly offsets: readonly [number, number];
  readonly weights: readonly [number, number];
  readonly own: number;
}

/** The offset that really is added to x, once x + h has been rounded. */
const exact = (x: number, h: number): number => x + h - x;

/** From both sides, (f(x + h) - f(x - h))/2h, where that is within the bounds; else by three points from one side, O(h²) too. */
function stencils(x: number, h: number, lower: number, upper: number): Stencil[] {
  const found: Stencil[] = [];
  if (x - h >= lower && x + h <= upper) {
    const [up, down] = [exact(x, h), exact(x, -h)];
    found.push({ offsets: [up, down], weights: [1 / (up - down), -1 / (up - down)], own: 0 });
  }
  for (const sign of [1, -1]) {
    const room = sign > 0 ? upper - x : x - lower;
    const far = exact(x, sign * Math.min(2 * h, room));
    const near = exact(x, far / 2);
    if (near === 0 || far === near) continue;
    // The parabola through the three points, differentiated at x.
    const weights = [far / (near * (far - near)), -near / (far * (far - near))] as const;
    found.push({ offsets: [near, far], weights, own: -(weights[0] + weights[1]) });
  }
  return found;
}

/**
 * ∂f/∂xᵢ of a function with several values, by differences of second order.
 *
 * @param out the derivatives, one for each value
 * @param values f(x)
 * @param evaluate f at a point, or undefined where a value is not finite there; its result may be overwritten by the next call
 * @param h how far to go; where the function is not finite, from the other side, then a tenth and a hundredth of it
 * @returns false where no difference is finite; a parameter that cannot move has the derivative 0
 */
export function derivative(
  out: Float64Array,
  values: Float64Array,
  x: Float64Array,
  i: number,
  h: number,
  { lower, upper }: Bounds,
  evaluate: (x: Float64Array) => Float64Array | undefined,
): boolean {
  const center = x[i]!;
  const point = x.slice();
  out.fill(0);
  if (lower[i] === upper[i]) return true;
  for (const part of [1, 0.1, 0.01]) {
    next: for (const { offsets, weights, own } of stencils(center, part * h, lower[i]!, upper[i]!)) {
      for (let k = 0; k < out.length; k++) out[k] = own === 0 ? 0 : own * values[k]!;
      for (let side = 0; side < 2; side++) {
        point[i] = center + offsets[side]!;
        const there = evaluate(point);
        if (!there) continue next;
        for (let k = 0; k < out.length; k++) out[k]! += weights[side]! * there[k]!;
      }
      return true;
    }
  }
  return false;
}
