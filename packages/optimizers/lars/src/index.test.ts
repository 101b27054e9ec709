import { sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/lars.json" with { type: "json" };
import { expect, test } from "vitest";
import { lars } from "./index.ts";

conformance(lars, {
  hyper: { lr: 0.1 },
  settings: {
    dampening: { momentum: 0.9, dampening: 0.4 },
    nesterov: { momentum: 0.9 },
    trustCoefficient: { alwaysAdapt: 1, trustCoefficient: 0.02 },
    eps: { alwaysAdapt: 1, eps: 0.5 },
    trustClip: { alwaysAdapt: 1, trustCoefficient: 0.5 },
  },
  identities: [
    {
      name: "without decay it is SGD",
      hyper: { momentum: 0.9, lr: 0.1 },
      same: { momentum: 0.9, lr: 0.1 },
      with: sgd,
      tolerance: 1e-12,
    },
  ],
  symmetries: { sign: true, scale: { alwaysAdapt: 1, eps: 0 } },
});
trajectories(lars, golden);

test("a step is as long as a share of its tensor's weights, whatever the gradient", () => {
  for (const size of [1e-9, 1, 1e9]) {
    const w = { value: Float64Array.of(3, -4), grad: Float64Array.of(0, size) };
    lars({ w }, { lr: 2, trustCoefficient: 0.01, alwaysAdapt: true, eps: 0 }).step();
    expect([...w.value]).toEqual([3, -4 - 2 * 0.01 * 5]);
  }
});
