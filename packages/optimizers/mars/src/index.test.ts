import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/mars.json" with { type: "json" };
import { expect, it } from "vitest";
import { mars } from "./index.ts";

conformance(mars, {
  settings: {
    lion: { lion: 1 },
    optimize1d: { optimize1d: 1 },
  },
  symmetries: { sign: true },
});
trajectories(mars, golden);

it("keeps a copy of the gradient: what becomes of its array does not matter", () => {
  const run = (fresh: boolean) => {
    const w = { value: Float64Array.of(1, 2, 3, 4), grad: new Float64Array(4), shape: [2, 2] };
    const optimizer = mars({ w }, { gamma: 0.5 });
    for (let t = 1; t <= 4; t++) {
      if (fresh) w.grad = new Float64Array(4);
      w.grad.forEach((_, i) => {
        w.grad[i] = Math.sin(t * (i + 1));
      });
      optimizer.step();
    }
    return [...w.value];
  };
  expect(run(false)).toEqual(run(true));
});
