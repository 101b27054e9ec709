import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/psgd-kron.json" with { type: "json" };
import { expect, test } from "vitest";
import { psgdKron } from "./index.ts";

conformance(psgdKron, { hyper: { lr: 0.03 } });
trajectories(psgdKron, golden);

test("stays finite through gradients of zeros, of 1e30 and back", () => {
  const w = { value: Float32Array.of(1, 2, 3, 4, 5, 6), grad: new Float32Array(6), shape: [2, 3] };
  const optimizer = psgdKron({ w });
  for (const g of [0, 1, 1e30, 1])
    for (let t = 0; t < 150; t++) {
      w.grad.fill(g);
      optimizer.step();
      expect(w.value.every(Number.isFinite), `${g}, step ${t}`).toBe(true);
    }
});
