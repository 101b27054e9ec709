import { targets as others } from "./baseline-targets.ts";
import { iris, mnistPerceptron } from "./learning/real-data.ts";
import { targets as planes } from "./plane-targets.ts";
import type { Problem } from "./problem.ts";
import { selfContained } from "./self-contained.ts";
import type { Targets } from "./targets.ts";

/** What a comparison is to reach. */
export const targets: Targets = { ...others, problems: { ...others.problems, ...planes } };

/** The problems that optimizers are compared on, by name. */
export const problems: Readonly<Record<string, Problem>> = {
  ...selfContained,
  [iris.name]: iris,
  [mnistPerceptron.name]: mnistPerceptron,
};
