import { adamw } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/muon.json" with { type: "json" };
import { expect, test } from "vitest";
import { muon } from "./index.ts";

conformance(muon, { moves: "vectors and the like have a rate of their own, adamLr" });
trajectories(muon, golden);

/** How each of some parameters moves in one step: by how much on average, as a root of mean squares. */
function moves(parameters: Record<string, object>) {
  const full = Object.fromEntries(
    Object.entries(parameters).map(([name, facts]) => {
      const { shape = [12] } = facts as { shape?: number[] };
      const length = shape.reduce((a, b) => a * b, 1);
      const grad = Float64Array.from({ length }, (_, i) => 1e-3 * (((i * 7919) % 997) / 499 - 1));
      return [name, { value: new Float64Array(length), grad, ...facts, shape }] as const;
    }),
  );
  muon(full, { lr: 1, adamLr: 100 }).step();
  const rms = (x: Float64Array) => Math.sqrt(x.reduce((sum, each) => sum + each * each, 0) / x.length);
  return Object.fromEntries(Object.entries(full).map(([name, { value }]) => [name, rms(value)]));
}

test("moves weights of hidden layers by an orthogonal matrix, and all else as AdamW does", () => {
  const moved = moves({
    hidden: { shape: [4, 3], role: "weight" },
    kernel: { shape: [2, 2, 3], role: "weight" },
    vector: {},
    bias: { shape: [12, 1], role: "bias" },
    embedding: { shape: [4, 3], role: "embedding" },
    head: { shape: [4, 3], role: "weight", output: true },
    odd: { shape: [2, 3, 2], outputAxis: 1 },
  });
  for (const name of ["vector", "bias", "embedding", "head", "odd"]) expect(moved[name], name).toBeCloseTo(100, 1);
  for (const name of ["hidden", "kernel"]) expect(moved[name], name).toBeLessThan(1);
});

test("a matrix and its transpose move alike, each with its outputs where it says", () => {
  const turned = (x: Float64Array) => Float64Array.from(x, (_, i) => x[(i % 4) * 3 + Math.floor(i / 4)]!);
  const grad = Float64Array.from({ length: 12 }, (_, i) => Math.cos(i * i));
  const last = { value: new Float64Array(12), grad, shape: [4, 3] };
  const first = { value: new Float64Array(12), grad: turned(grad), shape: [3, 4], outputAxis: 0 };
  const optimizer = muon({ last, first });
  for (let t = 0; t < 3; t++) optimizer.step();
  for (const [i, x] of turned(last.value).entries()) expect(first.value[i]).toBeCloseTo(x, 12);
});

test("what is no hidden matrix is moved as AdamW moves it, but for rounding", () => {
  for (const type of [Float32Array, Float64Array]) {
    const parameters = () => ({
      vector: { value: type.of(1, -2, 3), grad: new type(3) },
      bias: { value: type.of(0.5, 4), grad: new type(2), shape: [1, 2], role: "bias" as const },
      scalar: { value: type.of(7), grad: new type(1), shape: [] },
    });
    const [one, other] = [parameters(), parameters()];
    const hyper = { lr: 0.02, beta1: 0.8, beta2: 0.95, eps: 1e-3, weightDecay: 0.3 };
    const named = Object.entries(hyper).map(([name, x]) => [`adam${name[0]!.toUpperCase()}${name.slice(1)}`, x]);
    const [ours, theirs] = [muon(one, Object.fromEntries(named)), adamw(other, hyper)];
    for (let t = 0; t < 6; t++) {
      for (const each of [one, other])
        for (const { value, grad } of Object.values(each))
          for (let i = 0; i < grad.length; i++) grad[i] = value[i]! + i - t;
      ours.step();
      theirs.step();
      for (const [name, { value }] of Object.entries(one))
        for (const [i, x] of other[name as keyof typeof other].value.entries())
          expect(Math.abs(value[i]! - x), `${name}[${i}]`).toBeLessThan(
            (type === Float32Array ? 1e-5 : 1e-13) * Math.abs(x),
          );
    }
  }
});

test("a matrix of one element is a hidden matrix, too", () => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(1), shape: [1, 1] };
  muon({ w }, { adamLr: 0 }).step();
  expect(w.value[0]).toBeLessThan(1);
});
