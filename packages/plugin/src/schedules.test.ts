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

  const nothing = [null, "", [], "0.1", true, NaN, Infinity, -1, undefined, new Number(1), 1n];
  it.each(nothing)("refuses %s where a number is wanted, and says where", (value) => {
    const what = value as number;
    expect(() => constant(what)).toThrow("constant: value must be a finite number, at least 0, got ");
    expect(() => inverseTimeDecay(what, 1)).toThrow(
      "inverseTimeDecay: value must be a finite number, at least 0, got ",
    );
    expect(() => inverseTimeDecay(0.1, what)).toThrow(
      "inverseTimeDecay: decay must be a finite number, at least 0, got ",
    );
    const every = () => inverseTimeDecay(0.1, 1, { every: what });
    if (what !== undefined)
      expect(every).toThrow("inverseTimeDecay: every must be a number of steps, more than 0, got ");
    else expect(every()(1)).toBe(0.05);
  });

  it("refuses what is no option", () => {
    expect(() => inverseTimeDecay(0.1, 1, { every: 0 })).toThrow("every must be a number of steps, more than 0, got 0");
    expect(() => inverseTimeDecay(0.1, 1, { staircase: 1 as never })).toThrow("staircase must be true or false, got 1");
    expect(() => inverseTimeDecay(0.1, 1, { stairs: true } as never)).toThrow('unknown option "stairs"');
    for (const options of [null, 5, []])
      expect(() => inverseTimeDecay(0.1, 1, options as never)).toThrow("inverseTimeDecay: options must be a record");
  });
});
