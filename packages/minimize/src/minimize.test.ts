import { adam, lbfgs, sam, scheduleFreeAdamw, sgd } from "@downhill/catalog";
import { modelwise, type Plugin, rate } from "@downhill/plugin";
import { expect, test } from "vitest";
import { beale, powell, quadratic, rosenbrock } from "../test/functions.ts";
import { minimize } from "./index.ts";

const alternating = (n: number) => Array.from({ length: n }, (_, i) => (i % 2 ? 1 : -1.2));

// SciPy 1.17.1: minimize(method="L-BFGS-B", jac=True, options=dict(maxcor=10, ftol=0, gtol=1e-6)), nfev.
test.each([
  ["Rosenbrock in 2", rosenbrock, alternating(2), 45],
  ["Rosenbrock in 20", rosenbrock, alternating(20), 162],
  ["Rosenbrock in 100", rosenbrock, alternating(100), 631],
  ["Beale", beale, [1, 1], 16],
  ["Powell's singular", powell, [3, -1, 0, 1], 52],
  ["a quadratic of condition 2500", quadratic, Array<number>(50).fill(1), 303],
])("%s takes no more evaluations than SciPy's L-BFGS-B, by a tenth", (_, f, start, evaluations) => {
  const found = minimize(f, start);
  expect(found.reason).toBe("gradient");
  const gradient = new Float64Array(start.length);
  expect(f(found.x, gradient)).toBe(found.value);
  expect(Math.max(...gradient.map(Math.abs))).toBeLessThanOrEqual(1e-6);
  expect(found.evaluations).toBeLessThanOrEqual(1.1 * evaluations);
});

test("any plugin, with its hyperparameters", () => {
  const quick = minimize(rosenbrock, [-1.2, 1], { optimizer: adam, hyper: { lr: 0.05 } });
  expect(quick).toMatchObject({ reason: "gradient", evaluations: quick.iterations + 1 });
  const own = minimize(rosenbrock, [-1.2, 1], { optimizer: lbfgs, hyper: { historySize: 5 } });
  expect(own.reason).toBe("gradient");
  expect(own).not.toEqual(minimize(rosenbrock, [-1.2, 1]));
});

test("a method's average is what is returned where it is better", () => {
  const options = { optimizer: scheduleFreeAdamw, hyper: { lr: 0.3 }, maxEvaluations: 60, gradientTolerance: 0 };
  const values: number[] = [];
  const { value, reason } = minimize(quadratic, [1, 1, 1], {
    ...options,
    callback: ({ value }) => values.push(value) <= 40,
  });
  expect(reason).toBe("callback");
  expect(value).toBeLessThanOrEqual(Math.min(...values));
});

test("differences find the same, and are counted", () => {
  let calls = 0;
  const found = minimize(
    (x) => {
      calls++;
      return rosenbrock(x, new Float64Array(2));
    },
    [-1.2, 1],
    { differences: true },
  );
  expect(found.reason).toBe("gradient");
  expect(found.evaluations).toBe(calls);
  expect(Math.abs(found.x[0]! - 1)).toBeLessThan(1e-5);
  // A parameter of 1e-8 beside one of 1e8.
  const uneven = (x: Float64Array) => (1e8 * x[0]! - 1) ** 2 + (1e-8 * x[1]! - 1) ** 2 + 1;
  const { x } = minimize((z) => uneven(Float64Array.of(1e-8 * z[0]!, 1e8 * z[1]!)), [3, 3], { differences: true });
  expect(Math.max(Math.abs(x[0]! - 1), Math.abs(x[1]! - 1))).toBeLessThan(1e-6);
});

test("what is not finite shortens the steps of a line search, and ends other methods", () => {
  const wall = (x: Float64Array, gradient: Float64Array) => {
    gradient[0] = 1 - 1 / x[0]!;
    return x[0]! - Math.log(x[0]!); // NaN below 0
  };
  const found = minimize(wall, [20]);
  expect(found.reason).toBe("gradient");
  expect(Math.abs(found.x[0]! - 1)).toBeLessThan(1e-5);
  for (const optimizer of [sgd, sam(sgd)] as readonly Plugin[]) {
    const lost = minimize(wall, [20], { optimizer, hyper: { lr: 30 } });
    expect(lost).toMatchObject({ reason: "nonFinite", value: 20 - Math.log(20) });
    expect([...lost.x]).toEqual([20]);
  }
  expect(minimize(wall, [-1])).toMatchObject({ reason: "nonFinite", evaluations: 1, value: NaN });
});

test("no evaluation too many, at any limit, and the best of them is returned", () => {
  for (const optimizer of [lbfgs, adam, sam(sgd)] as readonly Plugin[])
    for (let most = 1; most < 40; most++) {
      const values: number[] = [];
      const f = (x: Float64Array, gradient: Float64Array) => {
        const value = rosenbrock(x, gradient);
        values.push(value);
        return value;
      };
      const options = {
        optimizer,
        maxEvaluations: most,
        ...(optimizer.name === "lbfgs" ? {} : { hyper: { lr: 1e-4 } }),
      };
      const found = minimize(f, [-1.2, 1], options);
      expect(found).toMatchObject({ reason: "maxEvaluations", evaluations: most });
      expect(values).toHaveLength(most);
      expect(found.value).toBe(Math.min(...values));
      expect(rosenbrock(found.x, new Float64Array(2))).toBe(found.value);
    }
});

test("a callback, a signal, and a small step end it", () => {
  const controller = new AbortController();
  let calls = 0;
  const f = (x: Float64Array, gradient: Float64Array) => {
    if (++calls === 10) controller.abort();
    return rosenbrock(x, gradient);
  };
  expect(minimize(f, [-1.2, 1], { signal: controller.signal })).toMatchObject({ reason: "aborted", evaluations: 10 });
  const seen: number[] = [];
  const stopped = minimize(rosenbrock, [-1.2, 1], { callback: ({ iterations }) => seen.push(iterations) < 4 });
  expect(stopped).toMatchObject({ reason: "callback", iterations: 3 });
  expect(seen).toEqual([0, 1, 2, 3]);
  expect(minimize(rosenbrock, [-1.2, 1], { changeTolerance: 1e-2, gradientTolerance: 0 }).reason).toBe("change");
  expect(() => minimize(rosenbrock, [-1.2, 1], { callback: async () => true })).toThrow(/must not be async/);
});

test("a search that gets nowhere ends, whatever the tolerance", () => {
  const noisy = (x: Float64Array, gradient: Float64Array) => 1e9 + quadratic(x, gradient);
  const found = minimize(noisy, [1, 1, 1], { gradientTolerance: 0 });
  expect(found.reason).toMatch(/^(?:stuck|gradient)$/);
  expect(Math.max(...found.x.map(Math.abs))).toBeLessThan(1e-7);
  const resting = modelwise({
    ...{ name: "resting", doc: "", paper: "", reference: "", hyper: { lr: rate(1, "") }, state: {} },
    step() {},
  });
  expect(minimize(rosenbrock, [-1.2, 1], { optimizer: resting })).toMatchObject({ reason: "stuck", evaluations: 1 });
});

test("what f throws comes out, and its arrays and ours stay apart", () => {
  const fault = new Error("mine");
  let calls = 0;
  const faulty = (x: Float64Array, gradient: Float64Array) => {
    if (++calls === 5) throw fault;
    return rosenbrock(x, gradient);
  };
  expect(() => minimize(faulty, [-1.2, 1])).toThrow(fault);
  const start = [-1.2, 1];
  const careless = (x: Float64Array, gradient: Float64Array) => {
    const value = rosenbrock(x, gradient);
    x.fill(NaN);
    return value;
  };
  expect(minimize(careless, start)).toEqual(minimize(rosenbrock, start));
  expect(start).toEqual([-1.2, 1]);
});

test.each([
  [() => minimize(() => 1, [1]), "minimize: f(x, gradient) must write the gradient"],
  [() => minimize(() => "1" as never, [1]), 'minimize: f(x, gradient) must be a number, got "1"'],
  [
    () => minimize((async () => 1) as never, [1]),
    "minimize: f(x, gradient) must be a number, got a promise, which nobody waits for",
  ],
  [
    () => minimize(rosenbrock, [1], { optimizer: (() => 1) as never }),
    "minimize: optimizer must be an optimizer's plugin",
  ],
  [() => minimize(rosenbrock, [1, 1], { hyper: { misspelt: 1 } as never }), 'lbfgs: unknown hyperparameter "misspelt"'],
  [
    () => minimize(rosenbrock, [1, 1], { maxEvaluations: 0 }),
    "minimize: maxEvaluations must be a positive whole number, got 0",
  ],
])("%s says what is wrong", (call, message) => {
  expect(call).toThrow(message);
});
