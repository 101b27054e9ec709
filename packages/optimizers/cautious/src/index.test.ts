import { adam, adamw, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/cautious.json" with { type: "json" };
import { elementwise, type Plugin, rate } from "@downhill/plugin";
import { expect, test } from "vitest";
import { cautious } from "./index.ts";

conformance(cautious(adamw), { scratch: 1 });
trajectories(cautious(adamw), golden);

/** A step of Adam whose momentum points the other way than the new gradient of the first two of four. */
function afterTurn(type: typeof Float32Array | typeof Float64Array, plugin: Plugin) {
  const w = { value: type.of(1, 1, 1, 1), grad: type.of(1, -1, 1, -1) };
  const optimizer = plugin({ w }, { lr: 0.125 });
  optimizer.step();
  const before = w.value.slice();
  w.grad.set([-0.1, 0.1, 0.1, -0.1]);
  optimizer.step();
  return w.value.map((x, i) => x - before[i]!);
}

test("takes the step only where it goes against the gradient, lengthened by what is left out", () => {
  for (const type of [Float32Array, Float64Array]) {
    const plain = afterTurn(type, adam);
    const masked = afterTurn(type, cautious(adam));
    expect([masked[0], masked[1]]).toEqual([0, 0]);
    for (const i of [2, 3]) expect(masked[i]! / plain[i]!).toBeCloseTo(2, 5);
  }
});

test("takes no step at all where all of it goes with the gradient", () => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
  const optimizer = cautious(sgd)({ w }, { lr: 0.1, momentum: 0.9 });
  optimizer.step();
  const { value } = w;
  const before = value[0];
  w.grad[0] = -0.1;
  optimizer.step();
  expect(value[0]).toBe(before);
});

test("decays weights beside the masked step, also where the inner optimizer would add it to the gradient", () => {
  const w = { value: Float64Array.of(2), grad: Float64Array.of(0) };
  const optimizer = cautious(sgd)({ w }, { lr: 0.5, weightDecay: 0.5 });
  optimizer.step();
  expect(w.value[0]).toBe(1.5);
  expect(cautious(sgd).hyper.weightDecay).toBe(sgd.hyper.weightDecay);
});

test("works on parameters of no elements", () => {
  const none = { value: new Float32Array(0), grad: new Float32Array(0) };
  const w = { value: Float32Array.of(1), grad: Float32Array.of(1) };
  cautious(sgd)({ none, w }, { lr: 0.5 }).step();
  expect(w.value[0]).toBe(0.5);
});

test("goes around an optimizer without a rate or a decay", () => {
  const plain = elementwise({
    ...{ name: "plain", doc: "Subtracts the gradient.", paper: "none", reference: "none", hyper: {} },
    rule({ w, g }) {
      w = w - g;
      return { w };
    },
  });
  const w = { value: Float64Array.of(2), grad: Float64Array.of(0.5) };
  cautious(plain)({ w }).step();
  expect(w.value[0]).toBe(1.5);
  const decayed = elementwise({
    ...{ name: "decayed", doc: "And decays.", paper: "none", reference: "none" },
    hyper: { weightDecay: rate(0.25, "decay") },
    rule({ w, g }, { weightDecay }) {
      w = w - g - weightDecay * w;
      return { w };
    },
  });
  w.value[0] = 2;
  cautious(decayed)({ w }).step();
  expect(w.value[0]).toBe(2 * (1 - 0.25) - 0.5);
});

/** A step of one after gradients of 1, and another on these gradients, with momentum. */
function second(gradients: Float64Array) {
  const { length } = gradients;
  const w = { value: new Float64Array(length), grad: new Float64Array(length).fill(1) };
  const optimizer = cautious(sgd)({ w }, { lr: 1, momentum: 0.5 });
  optimizer.step();
  w.grad.set(gradients);
  optimizer.step();
  return w.value.map((x) => x + 1);
}

test("does not go where the gradient is zero, and looks at signs, not at products that underflow", () => {
  expect([...second(Float64Array.of(0, 0.5))]).toEqual([0, -2]);
  const tiny = 1e-200;
  const w = { value: Float64Array.of(0), grad: Float64Array.of(tiny) };
  cautious(sgd)({ w }, { lr: 1 }).step();
  expect(w.value[0]).toBe(-tiny);
});

test("lengthens what is left of a step a thousandfold at most", () => {
  const gradients = new Float64Array(4000).fill(-0.1);
  gradients[7] = 0.5;
  const moved = second(gradients);
  expect(moved[7]).toBeCloseTo(-1000, 9);
  expect(moved.filter((x) => x !== 0)).toHaveLength(1);
});
