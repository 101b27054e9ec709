import { expect, test } from "vitest";
import { iris, mnistPerceptron } from "./real-data.ts";

// In a process of its own: what another test has prepared would be there.
test.each([iris, mnistPerceptron])(
  "$name says that its data are to be loaded first, and then has them",
  async (problem) => {
    expect(() => problem.start()).toThrow(`${problem.name}: its data are not loaded: await prepare() first`);
    await problem.prepare();
    expect(problem.start().measure().loss).toBeGreaterThan(0);
  },
);
