import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/lbfgs.json" with { type: "json" };
import { expect, test } from "vitest";
import { lbfgs } from "./index.ts";

conformance(lbfgs, {
  // Short steps that soon forget: a hundred pairs take a hundred times the weights to copy and compare.
  hyper: { maxIter: 5, historySize: 10 },
  coupled: "one direction and one step length for all parameters",
});
trajectories(lbfgs, golden);

/** A function of one parameter, which writes its gradient. */
function problem(start: readonly number[], f: (x: Float64Array, g: Float64Array) => number) {
  const x = { value: Float64Array.from(start), grad: new Float64Array(start.length) };
  const seen: number[][] = [];
  const evaluate = () => {
    seen.push([...x.value]);
    return f(x.value, x.grad);
  };
  return { x, seen, evaluate };
}

test("reaches the minimum of Rosenbrock's function in 20 dimensions in at most 1.5 times SciPy's 160 evaluations", () => {
  const { x, evaluate } = problem(
    Array.from({ length: 20 }, (_, i) => (i % 2 ? 1 : -1.2)),
    (x, g) => {
      let f = 0;
      g.fill(0);
      for (let i = 0; i + 1 < x.length; i++) {
        const d = x[i + 1]! - x[i]! ** 2;
        f += 100 * d * d + (1 - x[i]!) ** 2;
        g[i]! += -400 * x[i]! * d - 2 * (1 - x[i]!);
        g[i + 1]! += 200 * d;
      }
      return f;
    },
  );
  const optimizer = lbfgs({ x }, { toleranceGrad: 1e-6, toleranceChange: 0 });
  for (let i = 0; i < 20; i++) {
    optimizer.step(evaluate);
    evaluate();
    if (Math.max(...x.grad.map(Math.abs)) <= 1e-6) break;
  }
  expect(Math.max(...x.grad.map(Math.abs))).toBeLessThanOrEqual(1e-6);
  expect(optimizer.evaluations).toBeLessThanOrEqual(240);
});

test("comes nearer where the loss or the gradient is not finite, and gets to the minimum beside it", () => {
  // x - log x has its minimum at 1, and is nothing below 0. The first trial is far beyond.
  for (const bad of ["loss", "gradient"]) {
    const { x, seen, evaluate } = problem([8], ([x = 0], g) => {
      const inside = x > 0;
      g[0] = inside || bad === "loss" ? 40 * (1 - 1 / x) : NaN;
      return inside || bad === "gradient" ? 40 * (x - Math.log(Math.abs(x))) : NaN;
    });
    const optimizer = lbfgs({ x }, { lr: 400 });
    for (let i = 0; i < 5; i++) {
      optimizer.step(evaluate);
      expect(x.value[0], bad).toBeGreaterThan(0);
    }
    expect(seen.some(([x]) => x! <= 0)).toBe(true);
    expect(x.value[0]).toBeCloseTo(1, 5);
  }
});

test("forgets its pairs where a search finds nothing lower, starts once more from the gradient, and counts what fails there", () => {
  let sign = 1;
  const { x, evaluate } = problem([3, -2], (x, g) => {
    g.set([sign * x[0]!, sign * 9 * x[1]!]);
    return (x[0]! ** 2 + 9 * x[1]! ** 2) / 2;
  });
  const optimizer = lbfgs({ x }, { maxIter: 2, maxEval: 40 });
  optimizer.step(evaluate);
  expect(optimizer.state().shared.pairs).toBeGreaterThan(0);
  // A gradient that points the wrong way: whichever direction follows from it leads up.
  sign = -1;
  const before = [...x.value];
  for (const failures of [1, 2]) {
    optimizer.step(evaluate);
    expect([...x.value]).toEqual(before);
    expect(optimizer.state().shared).toMatchObject({ failures, pairs: 0 });
  }
  sign = 1;
  for (let i = 0; i < 6; i++) optimizer.step(evaluate);
  expect(optimizer.state().shared.failures).toBe(0);
  expect(Math.max(...x.value.map(Math.abs))).toBeLessThan(1e-6);
});

test("starts from the gradient where other parameters rest than before", () => {
  const parameter = (...numbers: number[]) => ({
    value: Float64Array.from(numbers),
    grad: new Float64Array(numbers.length) as Float64Array | null,
  });
  const parameters = { a: parameter(3, 1, -2, 1), b: parameter(-2, 1) };
  // Σ ½cᵢxᵢ², with curvatures from 1 to 300.
  const at = () => {
    let f = 0;
    for (const { value, grad } of Object.values(parameters))
      for (const [i, x] of value.entries()) {
        const c = [1, 7, 40, 300][i]!;
        f += (c * x * x) / 2;
        if (grad) grad[i] = c * x;
      }
    return f;
  };
  const optimizer = lbfgs(parameters as never, { maxIter: 2, maxEval: 30 });
  const pairs = () => {
    optimizer.step(at);
    return optimizer.state().shared.pairs;
  };
  expect([pairs(), pairs()]).toEqual([1, 3]);
  parameters.b.grad = null;
  expect([pairs(), pairs()]).toEqual([1, 3]);
  parameters.b.grad = new Float64Array(2);
  expect([pairs(), pairs()]).toEqual([1, 3]);
  for (let i = 0; i < 15; i++) optimizer.step(at);
  expect([...parameters.a.value, ...parameters.b.value].every((x) => Math.abs(x) < 1e-5)).toBe(true);
});

test("refuses a memory of nothing, by name", () => {
  expect(() => lbfgs({ w: { value: new Float64Array(1), grad: new Float64Array(1) } }, { historySize: 0 })).toThrow(
    "lbfgs: historySize must be at least 1, got 0",
  );
});
