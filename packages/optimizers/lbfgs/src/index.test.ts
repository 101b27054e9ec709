import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/lbfgs.json" with { type: "json" };
import { expect, test } from "vitest";
import { lbfgs } from "./index.ts";

conformance(lbfgs, { coupled: "one direction and one step length for all parameters" });
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
  const parameters = {
    a: { value: Float64Array.of(3, 1), grad: new Float64Array(2) as Float64Array | null },
    b: { value: Float64Array.of(-2), grad: new Float64Array(1) as Float64Array | null },
  };
  const at = () => {
    const { a, b } = parameters;
    a.grad = Float64Array.of(a.value[0]!, 20 * a.value[1]!);
    if (b.grad) b.grad = Float64Array.of(5 * b.value[0]!);
    return (a.value[0]! ** 2 + 20 * a.value[1]! ** 2 + 5 * b.value[0]! ** 2) / 2;
  };
  const optimizer = lbfgs(parameters as never, { maxIter: 2 });
  for (let i = 0; i < 3; i++) optimizer.step(at);
  expect(optimizer.state().shared.pairs).toBeGreaterThan(1);
  parameters.b.grad = null;
  optimizer.step(at);
  expect(optimizer.state().shared.pairs).toBe(1);
  parameters.b.grad = new Float64Array(1);
  for (let i = 0; i < 12; i++) optimizer.step(at);
  expect([...parameters.a.value, ...parameters.b.value].every((x) => Math.abs(x) < 1e-6)).toBe(true);
});

test("refuses a memory of nothing, by name", () => {
  expect(() => lbfgs({ w: { value: new Float64Array(1), grad: new Float64Array(1) } }, { historySize: 0 })).toThrow(
    "lbfgs: historySize must be at least 1, got 0",
  );
});
