import { type Bounds, project } from "./bounds.ts";
import type { DampedSystem } from "./damped.ts";
import type { Fitted } from "./fitted.ts";
import { gradientOf, norm, sumOfSquares, times } from "./products.ts";

/** A step is refused that bends more than this share of its length: the residuals are no longer what the Jacobian says. */
const MOST_BEND = 0.75;
/** How far along a step its bend is measured. */
const AHEAD = 0.1;
/** A step that moves the residuals by less than this share of what there is of them has no bend worth an evaluation. */
const SHORT = 1e-3;

export interface Step {
  /** Where it leads, within the bounds. */
  readonly point: Float64Array;
  /** How much less the sum of squares is to be there, if the residuals were linear. */
  readonly promise: number;
}

/** What is known at a point, beside the point itself. */
export interface Surroundings {
  readonly at: Fitted;
  readonly bounds: Bounds;
  /** D's diagonal. */
  readonly scale: Float64Array;
  /** Column by column, how far the parameters' sizes reach, and the residuals' own: what is large and what is small. */
  readonly whole: number;
}

/**
 * The step that minimises ‖r + J·v‖² + λ·‖D·v‖², bent by a/2, where a solves the same with the second derivative of the
 * residuals along v, by a difference, in place of r.
 *
 * @param system factored and damped
 * @returns undefined where the step leads nowhere or bends too much, or where the residuals are not finite on the way: λ is too small then
 */
export function bentStep(
  system: DampedSystem,
  { at: { x, residuals, jacobian }, bounds, scale, whole }: Surroundings,
  lambda: number,
  evaluate: (x: Float64Array) => Float64Array | undefined,
): Step | undefined {
  const [m, n] = [residuals.length, x.length];
  const v = new Float64Array(n);
  system.solve(v, residuals);
  const inside = projected(x, v, 1, bounds);
  const clipped = inside.some((each, j) => each !== x[j]! + v[j]!);
  for (let j = 0; clipped && j < n; j++) v[j] = inside[j]! - x[j]!;
  if (inside.every((each, j) => each === x[j])) return;
  const along = times(jacobian, v, new Float64Array(m));
  const length = norm(v, scale);
  // The second is the first where λ's equations hold; it loses no digits.
  const promise = clipped
    ? -2 * gradientOf(jacobian, residuals, n).reduce((sum, g, j) => sum + g * v[j]!, 0) - sumOfSquares(along)
    : sumOfSquares(along) + 2 * lambda * length * length;
  if (!(promise > 0)) return;
  if (norm(along) <= SHORT * whole && length <= SHORT * whole) return { point: inside, promise };

  const ahead = evaluate(projected(x, v, AHEAD, bounds));
  if (!ahead) return;
  for (let i = 0; i < m; i++) along[i] = (2 / AHEAD) * ((ahead[i]! - residuals[i]!) / AHEAD - along[i]!);
  const a = new Float64Array(n);
  system.solve(a, along);
  if (!(norm(a, scale) <= MOST_BEND * length)) return;
  for (let j = 0; j < n; j++) v[j]! += a[j]! / 2;
  return { point: projected(x, v, 1, bounds), promise };
}

function projected(x: Float64Array, v: Float64Array, share: number, bounds: Bounds): Float64Array {
  const point = x.map((each, j) => each + share * v[j]!);
  project(point, bounds);
  return point;
}
