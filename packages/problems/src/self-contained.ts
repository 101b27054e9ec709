import { noisyQuadratic, noisySpectrum, quadratic } from "./analytic/quadratic.ts";
import { beale, himmelblau, rosenbrock, saddle } from "./analytic/surfaces.ts";
import { characters } from "./learning/characters.ts";
import { autoencoder, convolution } from "./learning/images.ts";
import { associativeMemory, zipfSoftmax } from "./learning/imbalanced.ts";
import { deepLinear, matrixFactorisation } from "./learning/linear-nets.ts";
import { moons, spiral } from "./learning/planes.ts";
import { logistic, sine } from "./learning/regressions.ts";
import type { Problem } from "./problem.ts";

const all: readonly Problem[] = [
  ...[rosenbrock("rosenbrock", 2), rosenbrock("rosenbrock-10", 10), beale, himmelblau, saddle],
  ...[quadratic("quadratic-1e2", 1e2, false), quadratic("quadratic-1e2-rotated", 1e2, true)],
  ...[quadratic("quadratic-1e4", 1e4, false), quadratic("quadratic-1e4-rotated", 1e4, true)],
  noisyQuadratic,
  ...[spiral, moons, logistic, sine, matrixFactorisation, deepLinear, zipfSoftmax, associativeMemory],
  ...[noisySpectrum, convolution, autoencoder, characters],
];

/** The problems that need no optional package, by name: who bundles them bundles no data set. */
export const selfContained: Readonly<Record<string, Problem>> = Object.fromEntries(
  all.map((problem) => [problem.name, problem]),
);
