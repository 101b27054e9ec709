import { type Name, optimizers } from "@downhill/catalog";
import type { Plugin } from "@downhill/plugin";
import { expect, test } from "vitest";
import { hyperFor } from "./job.ts";
import { plainRules } from "./plain-rules.ts";

const length = 67;
const steps = 50;
const draw = (i: number, t: number) => Math.fround(Math.sin(12.9898 * i + 78.233 * t));

test.each(Object.keys(plainRules) as Name[])("%s by hand computes what the catalog's computes in float64", (name) => {
  const hyper = hyperFor(name, "step");
  const { rule, states } = plainRules[name]!;
  const w = Float32Array.from({ length }, (_, i) => draw(i, 0));
  const g = new Float32Array(length);
  const state = Array.from({ length: states }, () => new Float32Array(length));
  const exact = { value: Float64Array.from(w), grad: new Float64Array(length) };
  const optimizer = (optimizers[name] as Plugin)({ w: exact }, hyper);
  for (let t = 1; t <= steps; t++) {
    for (let i = 0; i < length; i++) exact.grad[i] = g[i] = draw(i, t);
    rule(w, g, state, hyper, t);
    optimizer.step();
  }
  // Each step may round once more, by half a unit in the last place of a weight that stays below 2.
  const worst = Math.max(...w.map((value, i) => Math.abs(value - exact.value[i]!)));
  expect(worst).toBeLessThan(steps * 2 ** -23);
  expect(worst).toBeGreaterThan(0);
});
