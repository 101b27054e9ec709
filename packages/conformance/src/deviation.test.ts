import { all } from "@downhill/catalog";
import type { NamedParameters, Options } from "@downhill/plugin";
import { describe, expect, it } from "vitest";
import { compare, deviation } from "./deviation.ts";
import type { GoldenCase } from "./golden.ts";

const sgd = all.sgd as never;

/** ½·2x² - x from 3 at a rate of ¼: x = x - ¼(2x - 1). */
const quadratic: GoldenCase = {
  id: "quadratic",
  reference: "by hand",
  hyper: { lr: 0.25 },
  params: [{ name: "x", shape: [1], init: [3] }],
  steps: 2,
  objective: "quadratic",
  objectiveArgs: { A: [[2]], b: [1] },
  trajectory: [[[1.75]], [[1.125]]],
  functionEvals: [1, 2],
};

describe("deviation", () => {
  it("is none where the steps are the case's", () => {
    for (const type of [Float32Array, Float64Array]) expect(deviation(sgd, quadratic, type)).toBe(0);
  });

  it("is relative to the largest that an element has been, and says where it is largest", () => {
    const off = { ...quadratic, trajectory: [[[1.75]], [[1.125 + 0.3]]] };
    expect(deviation(sgd, off, Float64Array)).toBeCloseTo(0.3 / 3, 12);
    expect(compare(sgd, off, Float64Array).where).toBe("step 2, value of x[0]: 1.125 for 1.425");
  });

  it("is infinite for NaN, and for other evaluations in float64", () => {
    const missing = { ...quadratic, trajectory: [[[Number.NaN]], [[1.125]]] };
    expect(deviation(sgd, missing, Float64Array)).toBe(Infinity);
    const more = { ...quadratic, functionEvals: [2, 4] };
    expect(deviation(sgd, more, Float64Array)).toBe(Infinity);
    expect(deviation(sgd, more, Float32Array)).toBe(0);
  });

  it("compares the weights to evaluate with from where they mean something", () => {
    const evaluated = { ...quadratic, evalTrajectory: [[[0]], [[1.125]]] };
    expect(deviation(sgd, evaluated, Float64Array)).toBeGreaterThan(0.5);
    expect(deviation(sgd, { ...evaluated, evalFrom: 1 }, Float64Array)).toBe(0);
  });

  it("follows Rosenbrock's function, and a rate that changes", () => {
    const banana: GoldenCase = {
      ...quadratic,
      hyper: { lr: 0.5 },
      params: [{ name: "x", shape: [2], init: [0, 1] }],
      lr: [0.5, 0.25],
      objective: "rosenbrock",
      objectiveArgs: { a: 1, b: 0.5 },
      // gradients (-2, 1) at (0, 1), then (-1, -0.5) at (1, 0.5)
      trajectory: [[[1, 0.5]], [[0.75, 0.625]]],
    };
    expect(compare(sgd, banana, Float64Array)).toMatchObject({ deviation: 0, evaluations: 2 });
  });

  it("gives the diagonals of the Hessian at the steps that have one, and what was drawn at each", () => {
    // a step with h = 0 and g = 0, then g / h with the first h
    const curved: GoldenCase = {
      ...quadratic,
      hyper: { lr: 0.5, beta1: 0, beta2: 0, gamma: 1, clipThreshold: 0, weightDecay: 0, updateInterval: 2 },
      objective: undefined,
      functionEvals: undefined,
      grads: [[[0]], [[2]], [[2]]],
      steps: 3,
      hessianSteps: [0, 2],
      hessian: [[[4]], [[100]]],
      trajectory: [[[3]], [[2.75]], [[2.5]]],
    };
    expect(deviation(all.sophia as never, curved, Float64Array)).toBe(0);
    expect(deviation(all.sophia as never, { ...curved, hessian: [[[8]], [[100]]] }, Float64Array)).toBeGreaterThan(
      0.01,
    );
    const walk = (({ y }: NamedParameters, hyper: object, { random }: Options) => ({
      hyper,
      evaluations: 0,
      step: () => y!.value.set([y!.value[0]! + random!("y", 1)[0]!]),
      weights: () => ({ y: y!.value }),
      dispose: () => undefined,
    })) as never;
    const drawn: GoldenCase = {
      ...curved,
      hessian: undefined,
      params: [...quadratic.params, { name: "y", shape: [], init: [0] }],
      grads: [0, 1, 2].map(() => [[0], [0]]),
      probes: [1, 2, 4].map((probe) => [[9], [probe]]),
      trajectory: [1, 3, 7].map((sum) => [[3], [sum]]),
    };
    expect(deviation(walk, drawn, Float64Array)).toBe(0);
  });

  it("refuses an objective that it does not know", () => {
    const unknown = { ...quadratic, objective: "sphere" };
    expect(() => deviation(sgd, unknown, Float64Array)).toThrow(
      'case quadratic: objective must be "quadratic" or "rosenbrock", got "sphere"',
    );
  });
});
