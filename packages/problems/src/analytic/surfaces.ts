import type { NumpyRandom } from "@downhill/core";
import { define } from "../define.ts";
import { whole } from "../option.ts";
import type { Problem } from "../problem.ts";
import { analytic, DISTANCE, START, type Surface, startOf } from "./task.ts";

/** Each coordinate uniform from -half to half around the centre. */
const around = (centre: readonly number[], half: number, random: NumpyRandom) =>
  centre.map((c) => c + half * (2 * random.uniform() - 1));

/** Σ 100·(xᵢ₊₁ - xᵢ²)² + (1 - xᵢ)² */
const rosenbrockOf: Surface = (x, g) => {
  g.fill(0);
  let f = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const a = x[i + 1]! - x[i]! * x[i]!;
    const b = 1 - x[i]!;
    f += 100 * a * a + b * b;
    g[i]! += -400 * a * x[i]! - 2 * b;
    g[i + 1]! += 200 * a;
  }
  return f;
};

/** Minimum 0 at (1, …, 1), at the end of a bent valley; from four dimensions on with a local one near (-1, 1, …, 1). */
export function rosenbrock(name: string, dimensions: number): Problem {
  return define({
    name,
    doc: `Rosenbrock's valley in ${dimensions} dimensions, from a point within 2.048 of 0 in each.`,
    source: "Rosenbrock 1960, An automatic method for finding the greatest or least value of a function",
    group: "analytic",
    precision: "float64",
    budget: 1000,
    options: { dimensions: whole(dimensions, [2, 10_000], "how many there are"), ...START },
    metric: DISTANCE,
    start: ({ options: { dimensions, ...start }, random, precision }) =>
      analytic({
        x0: startOf(around(new Array<number>(dimensions).fill(0), 2.048, random), start),
        precision,
        f: rosenbrockOf,
        minima: [new Float64Array(dimensions).fill(1)],
      }),
  });
}

/** (1.5 - x + xy)² + (2.25 - x + xy²)² + (2.625 - x + xy³)²: minimum 0 at (3, 0.5). */
const bealeOf: Surface = (point, g) => {
  const [x, y] = [point[0]!, point[1]!];
  const a = 1.5 - x + x * y;
  const b = 2.25 - x + x * y * y;
  const c = 2.625 - x + x * y * y * y;
  g[0] = 2 * a * (y - 1) + 2 * b * (y * y - 1) + 2 * c * (y * y * y - 1);
  g[1] = 2 * a * x + 2 * b * (2 * x * y) + 2 * c * (3 * x * y * y);
  return a * a + b * b + c * c;
};

/** (x² + y - 11)² + (x + y² - 7)²: four minima, all 0. */
const himmelblauOf: Surface = (point, g) => {
  const [x, y] = [point[0]!, point[1]!];
  const a = x * x + y - 11;
  const b = x + y * y - 7;
  g[0] = 4 * x * a + 2 * b;
  g[1] = 2 * a + 4 * y * b;
  return a * a + b * b;
};

/** ¼x⁴ - ½x² + ¼ + ½y²: minima 0 at (±1, 0), a saddle of ¼ at the origin. */
const saddleOf: Surface = (point, g) => {
  const [x, y] = [point[0]!, point[1]!];
  g[0] = x * x * x - x;
  g[1] = y;
  return 0.25 * (x * x - 1) * (x * x - 1) + 0.5 * y * y;
};

interface Plane {
  readonly doc: string;
  readonly source: string;
  readonly budget: number;
  readonly f: Surface;
  readonly minima: readonly (readonly [number, number])[];
  readonly x0: (random: NumpyRandom) => readonly number[];
}

const inPlane = (name: string, { doc, source, budget, f, minima, x0 }: Plane): Problem =>
  define({
    ...{ name, doc, source, group: "analytic", precision: "float64", budget, options: START, metric: DISTANCE },
    start: ({ options, random, precision }) => analytic({ x0: startOf(x0(random), options), precision, f, minima }),
  });

export const beale = inPlane("beale", {
  doc: "Beale's function, flat towards its minimum and steep beside it, from a point within 1 of (1, 1) in each coordinate.",
  source: "Beale 1958, On an iterative method for finding a local minimum; Moré, Garbow & Hillstrom 1981, problem 5",
  budget: 400,
  f: bealeOf,
  minima: [[3, 0.5]],
  x0: (random) => around([1, 1], 1, random),
});

export const himmelblau = inPlane("himmelblau", {
  doc: "Himmelblau's function of four equal minima, from a point within 5 of 0 in each coordinate.",
  source: "Himmelblau 1972, Applied nonlinear programming",
  budget: 50,
  f: himmelblauOf,
  minima: [
    [3, 2],
    [-2.805118086952745, 3.131312518250573],
    [-3.779310253377747, -3.28318599128617],
    [3.584428340330492, -1.848126526964404],
  ],
  x0: (random) => around([0, 0], 5, random),
});

export const saddle = inPlane("saddle", {
  doc: "Two minima with a saddle between them, from a point beside the ridge: x normal with deviation 0.001, y within 1.",
  source: "¼(x² - 1)² + ½y², the smallest polynomial that has both",
  budget: 50,
  f: saddleOf,
  minima: [
    [1, 0],
    [-1, 0],
  ],
  x0: (random) => [0.001 * random.normal(), 2 * random.uniform() - 1],
});
