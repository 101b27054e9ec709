import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/adopt.json" with { type: "json" };
import { expect, it } from "vitest";
import { adopt } from "./index.ts";

conformance(adopt, {
  settings: { decoupled: { weightDecay: 0.1 } },
  symmetries: { sign: true, scale: { eps: 0 } },
});
trajectories(adopt, golden);

it("only looks at a parameter's own first gradient, whenever that comes", () => {
  const w = { value: Float64Array.of(1), grad: null as unknown as Float64Array };
  const other = { value: Float64Array.of(1), grad: Float64Array.of(1) };
  const optimizer = adopt({ w, other }, { lr: 0.1, beta1: 0, weightDecay: 0.5, decoupled: true });
  const values = [null, 4, 2, 2].map((gradient) => {
    w.grad = gradient === null ? (null as never) : Float64Array.of(gradient);
    optimizer.step();
    return w.value[0]!;
  });
  const third = 0.95 * 1 - 0.1 * 0.5;
  const fourth = 0.95 * third - (0.1 * 2) / Math.sqrt(0.9999 * 16 + 0.0001 * 4);
  for (const [i, x] of [1, 1, third, fourth].entries()) expect(values[i]).toBeCloseTo(x, 12);
});
