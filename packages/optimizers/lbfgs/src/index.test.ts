import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/lbfgs.json" with { type: "json" };
import { describe, expect, it, test } from "vitest";
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

test.each([
  // maxIter, maxEval; evaluations beside the first, without and with a search: the most that torch.optim.LBFGS makes where
  // losses and gradients are random and the tolerances 0. It does not take maxIter: 0.
  [1, 0, 0, 1],
  [2, 0, 1, 2],
  [8, 0, 7, 10],
  [20, 0, 19, 25],
  [5, 1, 1, 1],
  [5, 2, 1, 2],
  [5, 3, 2, 3],
  [4, 5, 3, 5],
  [3, 7, 2, 7],
  [1, 7, 0, 7],
  [0, 7, 0, 0],
])(
  "a step of maxIter %d, maxEval %d takes up to %d evaluations more, with a search %d",
  (maxIter, maxEval, ...most) => {
    for (const strongWolfe of [0, 1]) {
      const counted = lbfgs.evaluations({ maxIter, maxEval, strongWolfe });
      expect(counted).toEqual(most[strongWolfe] ? { most: most[strongWolfe] } : 0);
    }
  },
);

test("a fresh one has no pairs, and counts from 0", () => {
  const x = { value: new Float64Array(1), grad: new Float64Array(1) };
  expect(lbfgs({ x }).state().shared).toMatchObject({ pairs: 0, iterations: 0, failures: 0 });
});

test("a first step of min(1, 1 / ‖g‖₁)·lr along the gradient, a group's part by its own lr", () => {
  const near = (numbers: readonly number[]) => numbers.map((x) => expect.closeTo(x, 14));
  const step = (gradients: readonly number[], lr: number, of: number) => {
    const [a, b] = gradients.map((g) => ({ value: new Float64Array(1), grad: Float64Array.of(g) }));
    const groups = [{ match: "b", hyper: { lr: of } }];
    const optimizer = lbfgs({ a: a!, b: b! }, { lr, maxIter: 1, strongWolfe: false }, { groups });
    optimizer.step(() => 1);
    expect([...(optimizer.state().parameters.b!.direction as Float64Array)]).toEqual(
      near([lr > 0 ? (-gradients[1]! * of) / lr : -gradients[1]!]),
    );
    return [a!.value[0], b!.value[0]];
  };
  expect(step([4, -2], 0.6, 0.6)).toEqual(near([-0.4, 0.2]));
  expect(step([4, -2], 0.6, 0.3)).toEqual(near([-0.4, 0.1]));
  expect(step([0.2, -0.1], 0.6, 0.6)).toEqual(near([-0.12, 0.06]));
  expect(step([0.2, -0.1], 0.6, 0.3)).toEqual(near([-0.12, 0.03]));
  expect(step([4, -2], 0, 0.3)).toEqual([0, 0]);
});

test("a direction that a group's lr turns uphill gives way to the gradient, which gets to the minimum of the others", () => {
  const a = { value: Float64Array.of(0), grad: new Float64Array(1) };
  const b = { value: Float64Array.of(0.5), grad: new Float64Array(1) };
  // Steps stop a little short of a's minimum; with a pair, the next direction would follow b's gradient, which is larger.
  const hyper = { lr: 0.9, maxIter: 1, toleranceGrad: 0, toleranceChange: 0 };
  const optimizer = lbfgs({ a, b }, hyper, { groups: [{ match: "b", hyper: { lr: 0 } }] });
  // ½(a² + 2·0.9ab + b²), least at a = -0.9b.
  const evaluate = () => {
    const [x, y] = [a.value[0]!, b.value[0]!];
    a.grad[0] = x + 0.9 * y;
    b.grad[0] = y + 0.9 * x;
    return (x * x + 1.8 * x * y + y * y) / 2;
  };
  for (let t = 1; t <= 6; t++) {
    optimizer.step(evaluate);
    // 0.9 of a's gradient, of a curvature of 1: a tenth of the way is left.
    expect(a.value[0]).toBeCloseTo(-0.45 * (1 - 0.1 ** t), 12);
    expect(optimizer.state().shared.pairs).toBe(0);
  }
});

describe("without a search, a step ends", () => {
  const evaluations = (f: (x: number) => readonly [number, number], hyper: { lr: number; toleranceChange: number }) => {
    const { x, evaluate } = problem([0], ([x = 0], g) => {
      const [value, slope] = f(x);
      g[0] = slope;
      return value;
    });
    const optimizer = lbfgs({ x }, { maxIter: 5, strongWolfe: false, toleranceGrad: 0, ...hyper });
    optimizer.step(evaluate);
    return optimizer.evaluations;
  };

  it("where weights move by no more than toleranceChange, though the loss changes by more", () => {
    const steep = (x: number) => [10 * x, 10] as const;
    expect(evaluations(steep, { lr: 0.005, toleranceChange: 0.01 })).toBe(2);
    expect(evaluations(steep, { lr: 0.02, toleranceChange: 0.01 })).toBe(5);
  });

  it("where the loss changes by less than that, wherever it is, though weights move by more", () => {
    const gentle = (x: number) => [5 + 0.2 * x, 0.2] as const;
    expect(evaluations(gentle, { lr: 0.2, toleranceChange: 0.01 })).toBe(2);
    expect(evaluations(gentle, { lr: 0.3, toleranceChange: 0.01 })).toBe(5);
  });

  it("and not where the loss rises by more", () => {
    const misled = (x: number) => [-10 * x, 10] as const;
    expect(evaluations(misled, { lr: 0.02, toleranceChange: 0.01 })).toBe(5);
  });
});

test("keeps a pair where sᵀy is above toleranceCurvature and ε·yᵀy", () => {
  const pairs = (change: readonly number[], toleranceCurvature: number) => {
    const { x, seen, evaluate } = problem([0, 0], (_, g) => {
      g.set(seen.length === 1 ? [-1, 0] : [-1 + change[0]!, change[1]!]);
      return 1 / seen.length;
    });
    const hyper = { maxIter: 3, strongWolfe: false, toleranceChange: 0, toleranceCurvature };
    const optimizer = lbfgs({ x }, hyper);
    optimizer.step(evaluate);
    return optimizer.state().shared.pairs! > 0;
  };
  // s = (1, 0).
  expect(pairs([0.5, 0], 0.4)).toBe(true);
  expect(pairs([0.5, 0], 0.6)).toBe(false);
  expect(pairs([0.5, 1e7], 0)).toBe(true);
  expect(pairs([0.5, 1e8], 0)).toBe(false);
});

test("refuses a memory of nothing, by name", () => {
  expect(() => lbfgs({ w: { value: new Float64Array(1), grad: new Float64Array(1) } }, { historySize: 0 })).toThrow(
    "lbfgs: historySize must be at least 1, got 0",
  );
});
