import { adam } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/momo-adam.json" with { type: "json" };
import { expect, test } from "vitest";
import { momoAdam } from "./index.ts";

conformance(momoAdam, {
  settings: { adaptLowerBound: { lowerBound: -10, lr: 3 } },
  coupled: "one step size for all parameters",
  ungrouped: ["beta1", "lowerBound", "adaptLowerBound"],
  symmetries: { sign: true },
  identities: [
    {
      name: "far above the bound it is Adam",
      hyper: { lowerBound: -1e9 },
      with: adam,
      same: { lr: 1e-2 },
      tolerance: 1e-12,
    },
  ],
});
trajectories(momoAdam, golden);

test("at a rate that is far too large it ends at the bound, where Adam does not", () => {
  const w = { value: Float64Array.of(3, -2), grad: new Float64Array(2) };
  const evaluate = () => {
    w.grad.set(w.value.map((x) => 2 * x));
    return w.value.reduce((sum, x) => sum + x * x, 0);
  };
  const optimizer = momoAdam({ w }, { lr: 100 });
  for (let t = 0; t < 300; t++) optimizer.step(evaluate);
  expect(evaluate()).toBeLessThan(1e-6);
});

test("finds a bound that nobody has told it", () => {
  const w = { value: Float64Array.of(3, -2), grad: new Float64Array(2) };
  const optimizer = momoAdam({ w }, { lr: 0.1, lowerBound: -100, adaptLowerBound: true });
  for (let t = 0; t < 500; t++)
    optimizer.step(() => {
      w.grad.set(w.value.map((x) => 2 * x));
      return w.value.reduce((sum, x) => sum + x * x, 7);
    });
  expect(optimizer.state().shared.bound).toBeCloseTo(7, 2);
  expect(Math.hypot(...w.value)).toBeLessThan(0.05);
});

test("rests where there is next to no gradient, and each element that has had none, with ε = 0 too", () => {
  const w = { value: Float64Array.of(3, -2), grad: Float64Array.of(1e-10, 0) };
  momoAdam({ w }, { eps: 1 }).step(undefined, 100);
  expect([...w.value]).toEqual([3, -2]);
  // Of one gradient, m / D is that of step 1: 1 - β₁ over the root of 1.
  w.grad.set([5, 0]);
  momoAdam({ w }, { eps: 0, lr: 0.5 }).step(undefined, 100);
  expect(w.value[0]).toBeCloseTo(2.5, 14);
  expect(w.value[1]).toBe(-2);
  // ‖m‖² = 0.5² / 5, of the first element alone, and h = 0.1.
  w.value.set([3, -2]);
  momoAdam({ w }, { eps: 0, lr: 0.5 }).step(undefined, 1);
  expect(w.value[0]).toBeCloseTo(3 - 1 / 5, 14);
});
