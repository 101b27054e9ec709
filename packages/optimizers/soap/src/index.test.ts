import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/soap.json" with { type: "json" };
import { expect, test } from "vitest";
import { soap } from "./index.ts";

conformance(soap);
trajectories(soap, golden);

test("its first step only looks, each parameter's own", () => {
  const first = { value: Float64Array.of(1, 2, 3, 4), grad: Float64Array.of(1, 2, 2, 1), shape: [2, 2] };
  const late = { value: Float64Array.of(1), grad: null as unknown as Float64Array };
  const optimizer = soap({ first, late }, { weightDecay: 0.5 });
  optimizer.step();
  expect([...first.value]).toEqual([1, 2, 3, 4]);
  late.grad = Float64Array.of(1);
  optimizer.step();
  expect(late.value[0]).toBe(1);
  expect(first.value[0]).not.toBe(1);
});

test("goes on in the last basis where a statistic has overflowed", () => {
  const w = { value: Float32Array.of(1, 2, 3, 4), grad: Float32Array.of(1, 2, 3, 5), shape: [2, 2] };
  const optimizer = soap({ w }, { preconditionFrequency: 1 });
  optimizer.step();
  const { q } = optimizer.state().parameters.w!;
  w.grad.fill(1e30);
  for (let t = 0; t < 3; t++) optimizer.step();
  expect(optimizer.state().parameters.w!.q).toEqual(q);
  expect(w.value.every(Number.isFinite)).toBe(true);
});

test("begins with the axes themselves where the first statistics overflow", () => {
  const w = { value: new Float32Array(6), grad: new Float32Array(6).fill(1e30), shape: [2, 3] };
  const optimizer = soap({ w });
  optimizer.step();
  expect([...(optimizer.state().parameters.w as { q: Float32Array }).q]).toEqual([
    1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1,
  ]);
});

test("an element whose gradients have all been 0 rests, also without ε", () => {
  const w = { value: Float64Array.of(3, -1), grad: Float64Array.of(1, 0) };
  const optimizer = soap({ w }, { eps: 0, weightDecay: 0 });
  for (let t = 0; t < 2; t++) optimizer.step();
  expect(w.value[0]).toBeLessThan(3);
  expect(w.value[1]).toBe(-1);
});
