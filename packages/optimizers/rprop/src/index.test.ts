import { conformance, trajectories } from "@downhill/conformance";
import golden from "@downhill/conformance/golden/rprop.json" with { type: "json" };
import { expect, it } from "vitest";
import { rprop } from "./index.ts";

conformance(rprop, {
  settings: { stepMax: { stepMax: 0.012 } },
  moves: "the rate is only where the step sizes start, and stepMin is more",
  symmetries: { sign: true, scale: {} },
});
trajectories(rprop, golden);

it("starts a parameter that has rested at its own first step, and keeps still where a sign has turned", () => {
  const w = { value: Float64Array.of(0), grad: null as unknown as Float64Array };
  const other = { value: Float64Array.of(0), grad: Float64Array.of(1) };
  const optimizer = rprop({ w, other }, { lr: 0.5 });
  const moves = [null, 3, 1e-200, 1e-200, -2, -2, 0, -1].map((gradient) => {
    const before = w.value[0]!;
    w.grad = gradient === null ? (null as never) : Float64Array.of(gradient);
    optimizer.step();
    return w.value[0]! - before;
  });
  const expected = [0, -0.5, -0.6, -0.72, 0, 0.36, 0, 0.36];
  for (const [i, move] of moves.entries()) expect(move).toBeCloseTo(expected[i]!, 12);
});

it("refuses factors that would grow where steps are to shrink", () => {
  const w = { value: Float64Array.of(0), grad: Float64Array.of(1) };
  for (const hyper of [{ etaMinus: 1 }, { etaMinus: 0 }, { etaPlus: 1 }])
    expect(() => rprop({ w }, hyper)).toThrow("rprop: etaMinus must be between 0 and 1, and etaPlus above 1, got");
});
