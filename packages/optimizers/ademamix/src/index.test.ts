import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/ademamix.json" with { type: "json" };
import { expect, it } from "vitest";
import { ademamix } from "./index.ts";

conformance(ademamix, {
  settings: { tAlphaWarmup: { tAlphaWarmup: 20 }, tBeta3Warmup: { tBeta3Warmup: 20 } },
  symmetries: { sign: true, scale: { eps: 0 } },
});
trajectories(ademamix, golden);

it.each([
  { tBeta3Warmup: 5, beta1: 0 },
  { tBeta3Warmup: 5, beta3: 0 },
  { tBeta3Warmup: 5, beta1: 0, beta3: 0 },
  { tAlphaWarmup: 5, alpha: 0 },
])("warms up from and to any decay: %o", (hyper) => {
  const w = { value: Float64Array.of(1), grad: Float64Array.of(1) };
  const optimizer = ademamix({ w }, hyper, { nonFiniteState: "throw" });
  for (let t = 1; t <= 8; t++) optimizer.step();
  expect(w.value[0]).toBeLessThan(1);
});
