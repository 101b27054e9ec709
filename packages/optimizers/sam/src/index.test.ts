import { adam, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/sam.json" with { type: "json" };
import type { FloatArray, Parameter, Plugin } from "@downhill/plugin";
import { expect, test } from "vitest";
import { sam } from "./index.ts";

conformance(sam(sgd), {
  coupled: "the climb is along the gradient of all parameters, of norm ρ",
  scratch: 1,
  identities: [{ name: "with ρ = 0 it is its inner optimizer", hyper: { rho: 0 }, with: sgd }],
});
trajectories(sam(sgd), golden);

/** Σ cᵢwᵢ⁴, and how often it was evaluated, where. */
function problem(type: typeof Float32Array | typeof Float64Array) {
  const w: Parameter = { value: type.of(1, -2, 0.5), grad: new type(3) };
  const seen: FloatArray[] = [];
  const evaluate = () => {
    seen.push(w.value.slice());
    w.grad.set([...w.value].map((x, i) => (i + 1) * x ** 3));
    return [...w.value].reduce((sum, x, i) => sum + ((i + 1) * x ** 4) / 4, 0);
  };
  return { w, seen, evaluate };
}

test("with ρ = 0 it is its inner optimizer, to the bit", () => {
  const run = (plugin: Plugin, hyper = {}) => {
    const { w, evaluate } = problem(Float32Array);
    const optimizer = plugin({ w }, { lr: 0.1, ...hyper });
    for (let t = 0; t < 7; t++) optimizer.step(evaluate);
    return w.value;
  };
  expect(run(sam(adam), { rho: 0 })).toEqual(run(adam));
});

test("climbs as far as ρ, and comes back to the bit before the inner step", () => {
  for (const type of [Float32Array, Float64Array]) {
    const { w, seen, evaluate } = problem(type);
    const optimizer = sam(sgd)({ w }, { lr: 0, rho: 0.3 });
    const start = w.value.slice();
    optimizer.step(evaluate);
    expect(w.value).toEqual(start);
    expect(optimizer.evaluations).toBe(2);
    expect(Math.sqrt([...seen[1]!].reduce((sum, x, i) => sum + (x - start[i]!) ** 2, 0))).toBeCloseTo(0.3, 6);
  }
});

test("does not climb where the gradient is zero, evaluates all the same, and stays finite", () => {
  const w = { value: Float32Array.of(0, 1e-30), grad: Float32Array.of(0, 0) };
  const optimizer = sam(adam)({ w });
  optimizer.step(() => 0);
  expect(optimizer.evaluations).toBe(2);
  expect([...w.value]).toEqual([0, Math.fround(1e-30)]);
  for (const g of [1e-38, 1e-45, 1e30]) {
    w.grad.fill(g);
    optimizer.step(() => 0);
    expect(w.value.every(Number.isFinite), `${g}`).toBe(true);
  }
});
