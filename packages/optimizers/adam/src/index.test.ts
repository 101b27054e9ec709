import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adam.json" with { type: "json" };
import { expect, test } from "vitest";
import { adam } from "./index.ts";

conformance(adam, {
  symmetries: { sign: true, scale: { eps: 0 } },
  identities: [
    {
      name: "with the moments corrected one by one, the same but for rounding",
      hyper: { explicitMoments: 1 },
      tolerance: 1e-12,
    },
  ],
});
trajectories(adam, golden);

test("explicit moments are Algorithm 1 as it is written, to the last bit", () => {
  const w = { value: new Float64Array(50), grad: Float64Array.from({ length: 50 }, (_, i) => Math.sqrt(i) - 3.1) };
  const optimizer = adam({ w }, { explicitMoments: true });
  const expected = new Float64Array(50);
  const [m, v] = [new Float64Array(50), new Float64Array(50)];
  for (const [beta1, beta2] of [
    [0.9, 0.999],
    [0.9 * 0.9, 0.999 * 0.999], // the second step's powers
  ] as const) {
    optimizer.step();
    for (const [i, g] of w.grad.entries()) {
      m[i] = 0.9 * m[i]! + (1 - 0.9) * g;
      v[i] = 0.999 * v[i]! + (1 - 0.999) * (g * g);
      const [mHat, vHat] = [m[i]! / (1 - beta1), v[i]! / (1 - beta2)];
      expected[i]! -= (0.001 * mHat) / (Math.sqrt(vHat) + 1e-8);
    }
    expect(w.value).toEqual(expected);
  }
});
