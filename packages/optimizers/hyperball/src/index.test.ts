import { adam, adamw, sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/hyperball.json" with { type: "json" };
import { elementwise, type HyperSpec, rate } from "@downhill/plugin";
import { expect, test } from "vitest";
import { hyperball } from "./index.ts";

conformance(hyperball(adamw), { scratch: 1 });
trajectories(hyperball(adam), golden);

const norm = (x: ArrayLike<number>) => Math.sqrt(Array.from(x).reduce((sum, each) => sum + each * each, 0));

test("keeps the norms of weight matrices, and moves them by lr of it, whatever the gradient's size", () => {
  for (const scale of [1e-6, 1, 1e6]) {
    const w = { value: Float64Array.of(3, 0, 4, 0), grad: Float64Array.of(0, scale, 0, 0), shape: [2, 2] };
    const optimizer = hyperball(sgd)({ w }, { lr: 0.1 });
    optimizer.step();
    expect(norm(w.value)).toBeCloseTo(5, 12);
    expect(w.value[1]! / w.value[0]!).toBeCloseTo(-0.5 / 3, 8);
    for (let t = 0; t < 50; t++) optimizer.step();
    expect(norm(w.value)).toBeCloseTo(5, 12);
  }
});

test("moves all else as the inner optimizer does, with its decay decoupled", () => {
  for (const facts of [
    { shape: [2] },
    ...(["bias", "scale", "embedding"] as const).map((role) => ({ role, shape: [1, 2] })),
  ]) {
    const w = { value: Float64Array.of(2, 4), grad: Float64Array.of(1, 0), ...facts };
    hyperball(sgd)({ w }, { lr: 0.5, weightDecay: 0.5 }).step();
    expect([...w.value]).toEqual([1, 3]);
  }
});

test("leaves weights where the step is zero, and takes the first away from zero as it is", () => {
  const still = { value: Float64Array.of(2, 4), grad: Float64Array.of(0, 0), shape: [1, 2] };
  const zero = { value: Float64Array.of(0, 0), grad: Float64Array.of(3, 4), shape: [1, 2] };
  const optimizer = hyperball(sgd)({ still, zero }, { lr: 0.5, weightDecay: 0.5 });
  optimizer.step();
  expect([...still.value]).toEqual([2, 4]);
  expect([...zero.value]).toEqual([-1.5, -2]);
  zero.grad.set([1, 0]);
  optimizer.step();
  expect(norm(zero.value)).toBeCloseTo(2.5, 12);
});

/** Moves by the gradient; what it does with a decay is the wrapper's. */
const plain = (hyper: HyperSpec) =>
  elementwise({
    name: "plain",
    doc: "",
    paper: "",
    reference: "",
    hyper,
    state: [],
    rule: ({ w, g }) => ({ w: w - g }),
  });

test("takes a rate of 1 where the inner optimizer has none, and no decay where it has none", () => {
  const moved = (hyper: HyperSpec) => {
    const w = { value: Float64Array.of(8), grad: Float64Array.of(1) };
    hyperball(plain(hyper))({ w }).step();
    return w.value[0];
  };
  expect(moved({})).toBe(7);
  expect(moved({ lr: rate(0.5, "") })).toBe(7);
  expect(moved({ weightDecay: rate(0.5, "") })).toBe(3);
});

test("keeps a small norm, too, by steps of the whole of it where there is no rate", () => {
  const parameter = () => ({ value: Float64Array.of(0.3, 0.4), grad: Float64Array.of(1, -1), shape: [1, 2] });
  const [one, other] = [parameter(), parameter()];
  hyperball(plain({}))({ one }).step();
  hyperball(sgd)({ other }, { lr: 1 }).step();
  expect(norm(one.value)).toBeCloseTo(0.5, 14);
  for (const [i, x] of other.value.entries()) expect(one.value[i]).toBeCloseTo(x, 14);
});
