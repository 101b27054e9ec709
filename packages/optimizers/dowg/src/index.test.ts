import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/dowg.json" with { type: "json" };
import { expect, test } from "vitest";
import { dowg } from "./index.ts";

conformance(dowg, { coupled: "one distance for all parameters", ungrouped: ["eps"], symmetries: { sign: true } });
trajectories(dowg, golden);

test("step 1 is √ε long, whatever the gradients' size, and later ones find the problem's", () => {
  for (const distance of [1e-1, 1, 100]) {
    const w = { value: Float64Array.of(0, 0), grad: new Float64Array(2) };
    const optimizer = dowg({ w }, { eps: 1e-6 });
    for (let t = 1; t <= 3000; t++) {
      w.grad.set([w.value[0]! - distance, 3 * (w.value[1]! + distance)]);
      optimizer.step();
      if (t === 1) expect(Math.hypot(...w.value) / 1e-3).toBeCloseTo(1, 1);
    }
    expect(w.value[0]! / distance).toBeCloseTo(1, 1);
    expect(w.value[1]! / distance).toBeCloseTo(-1, 1);
  }
});
