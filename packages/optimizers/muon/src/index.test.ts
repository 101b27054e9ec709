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
