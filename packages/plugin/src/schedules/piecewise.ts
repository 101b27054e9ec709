import { AT_LEAST_0, checkChoice, checkNumber, checkOptions, isList, refuse } from "../arguments.ts";
import type { Schedule } from "../contract.ts";
import { anneal } from "./anneal.ts";

export interface PiecewiseOptions {
  /** What is between two points: the first one's value, a straight line, or half a cosine. Default "linear". */
  readonly between?: "constant" | "linear" | "cos" | undefined;
}

const ways = { ...anneal, constant: (from: number) => from };

/**
 * Through points [step, value]; before the first its value, after the last its value.
 * With `between: "constant"` Keras' `PiecewiseConstantDecay` (which changes one step later); else Optax's
 * `piecewise_interpolate_schedule`.
 *
 * @param points one at least, their steps ascending
 */
export function piecewise(
  points: readonly (readonly [step: number, value: number])[],
  options: PiecewiseOptions = {},
): Schedule {
  if (!isList(points) || points.length === 0) refuse("piecewise", "points", "a list of pairs [step, value]", points);
  checkOptions("piecewise", options, ["between"]);
  const { between = "linear" } = options;
  checkChoice("piecewise", "between", between, ["constant", "linear", "cos"]);
  const pairs = Array.from(points as readonly (readonly [number, number])[], (point, i) => {
    if (!isList(point) || point.length !== 2) refuse("piecewise", `points[${i}]`, "a pair [step, value]", point);
    const [step, value] = point as readonly [number, number];
    checkNumber("piecewise", `points[${i}][0]`, step, AT_LEAST_0);
    checkNumber("piecewise", `points[${i}][1]`, value, AT_LEAST_0);
    return [step, value] as const;
  });
  for (const [i, [step]] of pairs.entries())
    if (i > 0 && step <= pairs[i - 1]![0])
      throw new RangeError(`piecewise: the points' steps must ascend, got ${step} after ${pairs[i - 1]![0]}`);
  const way = ways[between];
  return (t) => {
    let i = pairs.length - 1;
    while (i > 0 && t < pairs[i]![0]) i--;
    const [start, from] = pairs[i]!;
    const [end, to] = pairs[i + 1] ?? [t, from];
    return t > start && end > t ? way(from, to, (t - start) / (end - start)) : from;
  };
}
