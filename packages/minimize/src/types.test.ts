import { adam, sgd } from "@downhill/catalog";
import { expect, expectTypeOf, test } from "vitest";
import { curveFit, type Minimum, minimize, type Objective, type Reason } from "./index.ts";

const bowl: Objective = (x, gradient) => {
  gradient[0] = 2 * x[0]!;
  return x[0]! ** 2;
};

test("types: the optimizer's hyperparameters are those of its plugin", () => {
  const least = minimize(bowl, [1], { optimizer: adam, hyper: { lr: 0.1, beta1: (t) => 0.9 - 0.1 / (t + 1) } });
  expectTypeOf(least).toEqualTypeOf<Minimum>();
  expectTypeOf(least.x).toExtend<Float64Array>();
  expectTypeOf<Reason>().toExtend<string>();
  // @ts-expect-error another plugin's
  expect(() => minimize(bowl, [1], { optimizer: sgd, hyper: { beta1: 0.9 } })).toThrow("beta1");
  // @ts-expect-error a misspelt option
  expect(() => minimize(bowl, [1], { tolerance: 1 })).toThrow("tolerance");
});

test("types: a curve's parameters are numbers by their place", () => {
  const { parameters } = curveFit((x, [a]) => a! * x, { x: [1, 2], y: [2, 4] }, [1]);
  expectTypeOf(parameters).toExtend<Float64Array>();
});
