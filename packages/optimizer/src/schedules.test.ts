import { describe, expect, it } from "vitest";
import { constant, inverseTimeDecay } from "./schedules.ts";

// torch.optim.lr_scheduler.LambdaLR and keras InverseTimeDecay, in float64: the first rates from lr 0.1
const golden = {
  lambda: [0.1, 0.09523809523809523, 0.09090909090909091],
  keras: [0.1, 0.09090909090909091, 0.08333333333333334],
};

describe("schedules", () => {
  it("inverseTimeDecay agrees with PyTorch and Keras", () => {
    const near = (schedule: (t: number) => number, expected: number[]) =>
      expect(expected.map((lr, t) => schedule(t) - lr).every((error) => Math.abs(error) < 1e-14)).toBe(true);
    near(inverseTimeDecay(0.1, 0.05), golden.lambda);
    near(inverseTimeDecay(0.1, 0.5, { every: 5 }), golden.keras);
    const stairs = inverseTimeDecay(0.1, 0.5, { every: 5, staircase: true });
    expect([0, 4, 5, 9, 10].map(stairs)).toEqual([0.1, 0.1, 0.1 / 1.5, 0.1 / 1.5, 0.05]);
  });

  it("constant stays", () => expect([0, 1e6].map(constant(0.3))).toEqual([0.3, 0.3]));

  it("refuses what makes no sense", () => {
    expect(() => constant(-1)).toThrow("constant: value must be a finite number, at least 0, got -1");
    expect(() => inverseTimeDecay(0.1, NaN)).toThrow("decay must be a finite number, at least 0, got NaN");
    expect(() => inverseTimeDecay(0.1, 1, { every: 0 })).toThrow("every must be more than 0 steps, got 0");
  });
});
