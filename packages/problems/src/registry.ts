import { iris, mnistPerceptron } from "./learning/real-data.ts";
import type { Problem } from "./problem.ts";
import { selfContained } from "./self-contained.ts";

export { targets } from "./baseline-targets.ts";

/** The problems that optimizers are compared on, by name. */
export const problems: Readonly<Record<string, Problem>> = {
  ...selfContained,
  [iris.name]: iris,
  [mnistPerceptron.name]: mnistPerceptron,
};
