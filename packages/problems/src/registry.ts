import { noisyQuadratic, noisySpectrum, quadratic } from "./analytic/quadratic.ts";
import { beale, himmelblau, rosenbrock, saddle } from "./analytic/surfaces.ts";
import type { Problem } from "./problem.ts";

const all: readonly Problem[] = [
  ...[rosenbrock("rosenbrock", 2), rosenbrock("rosenbrock-10", 10), beale, himmelblau, saddle],
  ...[quadratic("quadratic-1e2", 1e2, false), quadratic("quadratic-1e2-rotated", 1e2, true)],
  ...[quadratic("quadratic-1e4", 1e4, false), quadratic("quadratic-1e4-rotated", 1e4, true)],
  ...[noisyQuadratic, noisySpectrum],
];

/** The problems that optimizers are compared on, by name. */
export const problems: Readonly<Record<string, Problem>> = Object.fromEntries(
  all.map((problem) => [problem.name, problem]),
);
