import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/simplified-ademamix.json" with { type: "json" };
import { expect, it } from "vitest";
import { simplifiedAdemamix } from "./index.ts";

conformance(simplifiedAdemamix, {
  settings: { beta1Warmup: { beta1Warmup: 20 }, minBeta1: { beta1Warmup: 20, minBeta1: 0.8 } },
  symmetries: { sign: true, scale: { eps: 0 } },
});
trajectories(simplifiedAdemamix, golden);

it.each([
  { beta1Warmup: 5, minBeta1: 0 },
  { beta1Warmup: 5, beta1: 0 },
  { beta1Warmup: 5, beta1: 0, minBeta1: 0 },
  { beta1Warmup: 3, beta1: 1 - 1e-8 },
])("warms up from and to any decay: %o", (hyper) => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
  const optimizer = simplifiedAdemamix({ w }, hyper, { nonFiniteState: "throw" });
  for (let t = 1; t <= 8; t++) optimizer.step();
  expect(w.value[0]).toBeLessThan(1);
});
