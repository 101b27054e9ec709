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
  quadratic("quadratic-1e2", { condition: 1e2, rotated: false, budget: 100 }),
  quadratic("quadratic-1e2-rotated", { condition: 1e2, rotated: true, budget: 100 }),
  quadratic("quadratic-1e4", { condition: 1e4, rotated: false, budget: 250 }),
  quadratic("quadratic-1e4-rotated", { condition: 1e4, rotated: true, budget: 1000 }),
  noisyQuadratic,
  ...[spiral, moons, logistic, sine, matrixFactorisation, deepLinear, zipfSoftmax, associativeMemory],
  ...[noisySpectrum, convolution, autoencoder, characters],
];

/** The problems that need no optional package, by name: who bundles them bundles no data set. */
export const selfContained: Readonly<Record<string, Problem>> = Object.fromEntries(
  all.map((problem) => [problem.name, problem]),
);
