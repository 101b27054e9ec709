import { numpyRandom } from "@downhill/core";
import { describe, expect, it, test } from "vitest";
import { problems } from "../registry.ts";
import { orthonormal } from "./orthonormal.ts";

const names = [
  ...["rosenbrock", "rosenbrock-10", "beale", "himmelblau", "saddle"],
  ...["quadratic-1e2", "quadratic-1e2-rotated", "quadratic-1e4", "quadratic-1e4-rotated"],
  ...["noisy-quadratic", "noisy-spectrum"],
];

/** Small ones do for differences. */
const small = (name: string) => (name === "noisy-spectrum" ? { dimensions: 30 } : {});

describe.each(names)("%s", (name) => {
  const problem = problems[name]!;
  const at = (seed: number) => problem.start({ seed, options: small(name), precision: "float64" });

  it("has the gradients that differences of its losses give", () => {
    for (const [seed, step] of [
      [0, 0],
      [1, 7],
    ] as const) {
      const task = at(seed);
      const { value, grad } = task.parameters.x!;
      task.evaluate(step);
      const gradient = grad.slice();
      for (let i = 0; i < value.length; i++) {
        const [x, h] = [value[i]!, 1e-5];
        value[i] = x + h;
        const above = task.evaluate(step);
        value[i] = x - h;
        const below = task.evaluate(step);
        value[i] = x;
        expect(gradient[i]! - (above - below) / (2 * h), `x${i}`).toBeCloseTo(0, 5);
      }
    }
  });

  it("starts where its seed says", () => {
    expect(at(3).parameters.x!.value).toEqual(at(3).parameters.x!.value);
    expect(at(3).parameters.x!.value).not.toEqual(at(4).parameters.x!.value);
  });

  it("is measured without a trace, in its own precision", () => {
    const task = problem.start({ seed: 5 });
    const { value, grad } = task.parameters.x!;
    expect(value).toBeInstanceOf(problem.precision === "float32" ? Float32Array : Float64Array);
    task.evaluate(0);
    const before = [value.slice(), grad.slice()];
    const { loss, metric } = task.measure();
    expect([value, grad]).toEqual(before);
    expect(loss).toBeGreaterThan(0);
    expect(metric).toBeGreaterThan(0);
    expect(task.measure()).toEqual({ loss, metric });
  });
});

// The minima as the sources give them.
test.each([
  ["rosenbrock", [1, 1]],
  ["rosenbrock-10", new Array(10).fill(1)],
  ["beale", [3, 0.5]],
  ["himmelblau", [3, 2]],
  ["himmelblau", [-2.805118, 3.131312]],
  ["himmelblau", [-3.77931, -3.283186]],
  ["himmelblau", [3.584428, -1.848126]],
  ["saddle", [1, 0]],
  ["saddle", [-1, 0]],
  ["quadratic-1e4-rotated", new Array(20).fill(1)],
])("%s has a minimum of 0 at %j", (name, point) => {
  const task = problems[name]!.start();
  task.parameters.x!.value.set(point as number[]);
  task.evaluate(0);
  const { loss, metric } = task.measure();
  expect(loss).toBeCloseTo(0, 9);
  expect(metric).toBeCloseTo(0, 5);
  for (const g of task.parameters.x!.grad) expect(g).toBeCloseTo(0, 3);
});

test("values that are known: Rosenbrock's start, Beale's, Himmelblau's hill, the saddle", () => {
  const at = (name: string, point: number[]) => {
    const task = problems[name]!.start();
    task.parameters.x!.value.set(point);
    return task.measure().loss;
  };
  expect(at("rosenbrock", [-1.2, 1])).toBeCloseTo(24.2, 12);
  expect(at("beale", [1, 1])).toBeCloseTo(14.203125, 12);
  expect(at("himmelblau", [-0.270845, -0.923039])).toBeCloseTo(181.617, 3);
  expect(at("saddle", [0, 0])).toBe(0.25);
});

test("a start of one's own is where it starts, and the seed says the rest", () => {
  const at = (name: string, options: Record<string, number>) => [
    ...problems[name]!.start({ seed: 3, options }).parameters.x!.value,
  ];
  expect(at("beale", { x: 0.5, y: -1 })).toEqual([0.5, -1]);
  expect(at("saddle", { x: 0 })).toEqual([0, at("saddle", {})[1]]);
  expect(at("rosenbrock-10", { y: 9 })).toEqual(at("rosenbrock-10", {}).map((value, i) => (i === 1 ? 9 : value)));
  expect(at("quadratic-1e2-rotated", { dimensions: 2, x: 1, y: 2 })).toEqual([1, 2]);
  expect(() => at("beale", { x: "1" as never })).toThrow('beale: x must be from -1000000 to 1000000, got "1"');
});

test("a rotated quadratic has the eigenvalues that its condition says", () => {
  const { parameters, evaluate } = problems["quadratic-1e4-rotated"]!.start({ options: { dimensions: 2 } });
  const { value, grad } = parameters.x!;
  const column = (point: number[]) => {
    value.set(point.map((each) => 1 + each));
    evaluate(0);
    return [...grad];
  };
  const [[a, b], [c, d]] = [column([1, 0]), column([0, 1])] as [[number, number], [number, number]];
  expect(b).toBeCloseTo(c, 14);
  expect(a + d).toBeCloseTo(1 + 1e-4, 12);
  expect(a * d - b * c).toBeCloseTo(1e-4, 12);
  expect(Math.abs(b)).toBeGreaterThan(1e-3);
});

test("noise is of the step, not of the call, of variance σ²h", () => {
  const task = problems["noisy-spectrum"]!.start({ options: { dimensions: 2, noise: 0.5 }, precision: "float64" });
  const { value, grad } = task.parameters.x!;
  value.fill(1);
  task.evaluate(0);
  const first = grad.slice();
  task.evaluate(1);
  expect(grad).not.toEqual(first);
  task.evaluate(0);
  expect(grad).toEqual(first);
  const squares = [0, 0];
  for (let step = 0; step < 4000; step++) {
    task.evaluate(step);
    for (const i of [0, 1]) squares[i]! += (grad[i]! * grad[i]!) / 4000;
  }
  expect(squares[0]! / 0.25).toBeCloseTo(1, 1);
  expect(squares[1]! / 0.125).toBeCloseTo(1, 1);
});

test("orthonormal rows are", () => {
  const [rows, columns] = [5, 8];
  const q = orthonormal(rows, columns, numpyRandom(1));
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k <= i; k++) {
      let sum = 0;
      for (let j = 0; j < columns; j++) sum += q[i * columns + j]! * q[k * columns + j]!;
      expect(sum).toBeCloseTo(i === k ? 1 : 0, 14);
    }
  }
});

describe("what a problem cannot be started with is named", () => {
  const start = (options: object) => () => problems["quadratic-1e2"]!.start(options);
  test.each<[object, RegExp]>([
    [{ sed: 1 }, /^quadratic-1e2: unknown option "sed"/],
    [{ seed: -1 }, /^quadratic-1e2: seed must be a whole number .*got -1/],
    [{ precision: "float16" }, /^quadratic-1e2: precision must be "float32" or "float64", got "float16"/],
    [
      { options: { kappa: 3 } },
      /^quadratic-1e2: unknown option "kappa" \(it has dimensions, condition, rotated, x, y\)/,
    ],
    [{ options: { dimensions: 2.5 } }, /^quadratic-1e2: dimensions must be a whole number.*got 2.5/],
    [{ options: { dimensions: 1 } }, /^quadratic-1e2: dimensions must be from 2 to 1000, got 1/],
    [{ options: { condition: "100" } }, /^quadratic-1e2: condition must be from 1 to 1000000000000, got "100"/],
    [{ options: { rotated: 1 } }, /^quadratic-1e2: rotated must be true or false, got 1/],
    [{ options: [] }, /^quadratic-1e2: options must be an object/],
  ])("%j", (options, message) => {
    expect(start(options)).toThrow(message);
  });
});
