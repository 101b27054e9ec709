import { sgd } from "@downhill/catalog";
import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/aggmo.json" with { type: "json" };
import { expect, it } from "vitest";
import { aggmo } from "./index.ts";

conformance(aggmo, {
  identities: [
    {
      name: "one velocity is SGD with momentum",
      hyper: { numBetas: 1, beta1: 0.5, lr: 0.1 },
      with: sgd,
      same: { momentum: 0.5, lr: 0.1 },
    },
  ],
  settings: {
    beta4: { numBetas: 4, beta4: 0.5 },
    beta5: { numBetas: 5, beta5: 0.5 },
    beta6: { numBetas: 6, beta6: 0.5 },
  },
  symmetries: { sign: true },
});
trajectories(aggmo, golden);

it("has as many velocities as it is told, and memory for no more", () => {
  const w = { value: new Float32Array(100), grad: new Float32Array(100) };
  const bytes = [1, 2, 3, 4, 5, 6].map((numBetas) => {
    const optimizer = aggmo({ w }, { numBetas });
    optimizer.step();
    return Object.keys(optimizer.state().parameters.w!).length;
  });
  expect(bytes).toEqual([1, 2, 3, 4, 5, 6]);
  for (const numBetas of [0, 7])
    expect(() => aggmo({ w }, { numBetas })).toThrow(`aggmo: numBetas must be from 1 to 6, got ${numBetas}`);
});
